// What to do about SystemTap's messages, by what they say.

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /need stap -g|embedded.code in unprivileged/,
    'Embedded C needs guru mode: give stap the option -g, if you trust the code.',
  ],
  [
    /command line argument out of range/,
    'The script wants more arguments than it was given: set them before you run it.',
  ],
  [
    /MAXACTION|statement\(s\) in a row/,
    'A handler did too much at once. Make its loops shorter, or raise the limit with -D MAXACTION=100000.',
  ],
  [
    /probe overhead exceeded threshold/,
    'The probes took too much of a CPU. Trace fewer places, or filter earlier in the handler.',
  ],
  [
    /Skipped too many probes/,
    'Too many probe hits were skipped: see the reasons above, make handlers shorter, or allow more with -D MAXSKIPPED=1000.',
  ],
  [
    /Array overflow|MAXMAPENTRIES/,
    'The array is full: declare it with a size (global a[20000]), wrap it (global a%), or delete entries.',
  ],
  [/transport failures/, 'Output was lost between kernel and user space: give a larger buffer with -s 32 (MB).'],
  [
    /read fault|user string copy fault|kernel string copy fault/,
    'The address could not be read at that moment: put the access between try { } catch { }.',
  ],
  [/division by 0/, 'Test the divisor before you divide.'],
  [
    /unable to find local '/,
    'The function has no such variable at this place: take one of those named, or print $$vars to see what is there.',
  ],
  [/while resolving probe point: .*: no match/, 'The target has no such place: let completion offer what it has.'],
  [
    /debuginfo|No DWARF/,
    'The kernel has no debug information there: install it (Debian: linux-image-$(uname -r)-dbg), or use kprobe.function or a tracepoint, which need none.',
  ],
  [
    /Kernel function symbol table missing|System\.map/,
    'The target lacks the symbol table of its kernel: install its System.map, or debug information.',
  ],
  [
    /trying to run systemtap as a normal user|part of the group|stapusr/,
    'SystemTap needs root there, or membership of stapdev and stapusr.',
  ],
  [
    /[Kk]ey was rejected|Required key not available|Lockdown|lockdown/,
    'The kernel takes signed modules only (Secure Boot). Enrol a key for SystemTap modules there, or use bpftrace.',
  ],
  [
    /Couldn't insert module.*(?:Operation not permitted|Permission denied)/,
    'The kernel refuses the module: run as root, and look whether kernel.modules_disabled or lockdown is set.',
  ],
  [
    /Couldn't insert module.*(?:Invalid module format|Exec format)/,
    'The module is for another kernel: install the headers of the running kernel (uname -r), and empty the cache ~/.systemtap/cache.',
  ],
  [/Couldn't insert module/, "The kernel's own words are in dmesg on the target."],
  [
    /kernel.*(?:build tree|release).*not found|Checking "\/lib\/modules/,
    'Install the headers of the running kernel there (Debian: linux-headers-$(uname -r)), or have the script built on a target that has them (Build On in Run With…).',
  ],
];

/** Undefined where nothing is known. */
export function remedyFor(message: string): string | undefined {
  // The manual pages that it points to are no part of what it says.
  const said = message.replace(/\[man [^\]]*\]/g, '');
  return remedies.find(([pattern]) => pattern.test(said))?.[1];
}
