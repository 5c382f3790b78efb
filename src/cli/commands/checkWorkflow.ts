export interface WorkflowSettings {
  /** BCP 47 tag of the language that findings are said in. */
  language: string;
  /** Address of the package; without it, it is in the repository's variable `LITS_VSIX`. */
  vsix?: string | undefined;
}

/**
 * A workflow for GitHub Actions: checks every exercise in the repository, shows points and findings, and keeps JUnit's files and a submission
 * with the reports. It needs no permission but to read, and no action beside GitHub's own.
 */
export const checkWorkflow = ({ language, vsix }: WorkflowSettings): string =>
  // no text: a file of GitHub Actions
  `name: LiTS Lab

on:
  push:
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: lits-\${{ github.ref }}
  cancel-in-progress: true

env:
  # The package of LiTS Lab for linux-x64: a file with the ending .vsix.
  LITS_VSIX: ${vsix === undefined ? '${{ vars.LITS_VSIX }}' : JSON.stringify(vsix)}
  LITS_LANGUAGE: ${JSON.stringify(language)}

jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
      - name: Get LiTS Lab
        run: |
          if [ -z "$LITS_VSIX" ]; then
            echo "::error::The variable LITS_VSIX of the repository or organization is missing: the address of LiTS Lab's package."
            exit 1
          fi
          curl --fail --silent --show-error --location --retry 3 --output "$RUNNER_TEMP/lits.vsix" "$LITS_VSIX"
          unzip -q "$RUNNER_TEMP/lits.vsix" -d "$RUNNER_TEMP/lits"
      - name: Check every exercise
        run: |
          lits() { node "$RUNNER_TEMP/lits/extension/dist/cli.cjs" --lang "$LITS_LANGUAGE" "$@"; }
          out="$RUNNER_TEMP/out"
          mkdir -p "$out"
          failed=0
          found=0
          while IFS= read -r -d '' folder; do
            found=1
            name="$(basename "$folder")"
            lits check "$folder" --github --junit-out "$out/junit-$name.xml" || failed=1
            chapter="$(dirname "$folder")"
          done < <(find . \\( -name node_modules -o -name '.?*' \\) -prune -o -type d -name '[0-9]*.[0-9]*-*' -print0 | sort -z)
          if [ "$found" = 0 ]; then
            echo "::error::There is no folder of an exercise in this repository, such as 3.2-regularization."
            exit 1
          fi
          lits submit "$chapter" --commit "$GITHUB_SHA" --name "\${GITHUB_REPOSITORY#*/}" --out "$out/submission.zip"
          exit "$failed"
      - name: Keep results
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: lits-\${{ github.event.repository.name }}
          path: \${{ runner.temp }}/out
          if-no-files-found: ignore
`;
