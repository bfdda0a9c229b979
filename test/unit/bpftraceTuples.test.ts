// bpftrace: elements of tuples, held against what 0.17, 0.23 and 0.27 refuse.
import { test } from 'node:test';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { checkFindings } from '../support/checkFeatures.ts';

test('no element is asked for that a tuple has not', () => {
  checkFindings(
    bpftrace,
    `
    BEGIN
    {
      print((1, 2).1);
      print((1, 2).2);
    //             ^ error tuple-index
      $t = (1, (2, 3));
      print(($t.1.1, $t.1.2));
    //                    ^ error tuple-index
      @m[1] = (1, 2);
      for ($kv : @m) { print(($kv.0, $kv.1, $kv.2)); }
    //                                          ^ error tuple-index
      $u = (1, (2, 3));
      $u = (1, (2, 3));
      print(($u.1.2, $unset));
    //               ^^^^^^ error undefined-variable
    }
  `,
  );
  checkFindings(
    bpftrace,
    `
    BEGIN { @m[1] = (1, 2); @n = (1, 2); @n = (3, 4); }
    END { print(@m[1].2); print((@m[1].1, @n.1)); }
//                    ^ error tuple-index
  `,
  );
});
