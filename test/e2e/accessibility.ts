import axe, { type AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';

/**
 * What would keep someone with a screen reader, a keyboard alone or weak sight from using a webview, by axe's rules of WCAG 2.1 A
 * and AA.
 * @returns a line for each violation: the rule, and an element that breaks it; none when it can be used by all
 */
export async function accessibilityFaults(view: Frame): Promise<string[]> {
  await view.evaluate(axe.source);
  const options = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] };
  const { violations } = await view.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations.map(
    ({ id, help, nodes }) => `${id} (${help}), ${nodes.length} times, such as ${nodes[0]?.html ?? ''}`,
  );
}
