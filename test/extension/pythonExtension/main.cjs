/** What is chosen: a test sets it by the command `pythonExtension.choose`. */
let chosen;

exports.activate = (context) => {
  const { commands } = require('vscode');
  context.subscriptions.push(
    commands.registerCommand('pythonExtension.choose', (environment) => {
      chosen = environment;
    }),
  );
  return { environments: { getActiveEnvironmentPath: () => chosen } };
};
