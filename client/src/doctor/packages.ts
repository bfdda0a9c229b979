// How each family of distributions installs and removes what is missing.
import type { Distribution, Fix } from './question.ts';

/** A package by family; a family that is left out has none of it. */
export type PackageNames = Partial<Record<Distribution, string>>;

const commands: Readonly<Record<Exclude<Distribution, 'other'>, readonly [install: string, remove: string]>> = {
  debian: ['apt-get install', 'apt-get purge'],
  fedora: ['dnf install', 'dnf remove'],
  suse: ['zypper install', 'zypper remove'],
  arch: ['pacman -S', 'pacman -R'],
};

/** The fix that installs packages; only words where the distribution is not known. */
export function install(distribution: Distribution, what: string, names: PackageNames): Fix {
  const name = names[distribution];
  if (distribution === 'other' || name === undefined) {
    const known = Object.values(names)[0] ?? what;
    return { what: `Install ${what} with the target's package manager (elsewhere the package is called ${known}).` };
  }
  const [installs, removes] = commands[distribution];
  return { what: `Install ${what}.`, command: `${installs} ${name}`, undo: `${removes} ${name}` };
}

/** Reads `ID` and `ID_LIKE` of os-release(5). */
export function distributionOf(osRelease: string): Distribution {
  const words = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, value = '']) => value.split(' '));
  if (words.some((word) => word === 'debian' || word === 'ubuntu')) return 'debian';
  if (words.some((word) => ['fedora', 'rhel', 'centos', 'ol'].includes(word))) return 'fedora';
  if (words.some((word) => word === 'suse' || word.startsWith('opensuse'))) return 'suse';
  return words.includes('arch') ? 'arch' : 'other';
}
