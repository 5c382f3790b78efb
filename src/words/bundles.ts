import german from '../../l10n/bundle.l10n.de.json';
import { speak, type Bundle } from './language';

/** The translations that programs carry with them. In VS Code the editor has them (`vscode.l10n.bundle`). */
const bundles: Readonly<Record<string, Bundle>> = { de: german };

/** Speaks a language from now on, for `de-AT` with the translations of `de`; English where there are none. */
export function speakCarried(locale: string): void {
  speak(locale, bundles[locale.split('-')[0]?.toLowerCase() ?? '']);
}
