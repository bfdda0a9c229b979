// Starts programs that touch runs of other users, too, where the user may.
import type { Spawn } from './runPrivilege.ts';

const script = `if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then exec sudo -n -- "$@"; fi
  if doas -n true 2>/dev/null; then exec doas -n -- "$@"; fi
fi
exec "$@"`;

/** As root where that needs no question, else as the user. */
export const spawnWithReach: Spawn = (connection, argv) => connection.spawn(['sh', '-c', script, 'sh', ...argv]);
