// The colours of lab, staging and production, and the decoration that gives them to rows of the Targets view.
import { EventEmitter, type FileDecoration, type FileDecorationProvider, ThemeColor, Uri } from 'vscode';
import { settings } from '../../settings.ts';
import { type Environment, environmentOf } from '../../targets/environment.ts';

const scheme = 'tracewright-target';

export const environmentColors: Readonly<Record<Environment, ThemeColor>> = {
  lab: new ThemeColor('tracewright.lab'),
  staging: new ThemeColor('tracewright.staging'),
  production: new ThemeColor('tracewright.production'),
};

/** By the settings as they are now. */
export function environmentOfTarget(name: string): Environment | undefined {
  return environmentOf(name, settings.environments());
}

/** What a row's decoration is found by. */
export function decoratedUri(target: string): Uri {
  return Uri.from({ scheme, path: `/${target}` });
}

/** A letter and a colour: neither is needed to read the other. */
export class TargetDecorations implements FileDecorationProvider {
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;

  refresh(): void {
    this.#changed.fire(undefined);
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    if (uri.scheme !== scheme) return undefined;
    const environment = environmentOfTarget(uri.path.slice(1));
    if (environment === undefined) return undefined;
    return {
      badge: environment.charAt(0).toUpperCase(),
      color: environmentColors[environment],
      tooltip: environment,
    };
  }
}
