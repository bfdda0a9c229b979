// How this window's runs behave, by its settings.
import { defaultRunSettings, type RunSettings } from '../../runs/runSettings.ts';
import { settings } from '../../settings.ts';

/** As the settings are now. */
export function runBehaviour(): RunSettings {
  return {
    ...defaultRunSettings,
    grace: settings.graceTime(),
    costLimit: settings.costLimit(),
    buildTargets: settings.buildTargets(),
  };
}
