// What SystemTap itself keeps out of, whatever the kernel would let it probe: the list of names that is built into stap (read off
// 4.8 and 5.6, the same in both; held against 56,786 names in test/conformance). Its lists of source files and sections need debuginfo.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { PointPart } from './pointText.ts';

/** Groups of names on stap's list, and what they have in common. */
const barred: readonly (readonly [what: string, names: RegExp])[] = [
  [
    'locks',
    /(?:read|write|spin)_(?:try|un)?lock|write_seq(?:un)?lock|spin_is_locked|raw_.*_(?:try|un)?lock|^rwsem_.*lock|mutex_.*lock/,
  ],
  ['atomics and counts', /^atomic(?:64)?_|^[gp][eu]t_bh$|preempt_count|^preempt_schedule$/],
  ['interrupts', /apic|APIC|softirq|IRQ|_intr|^(?:__delay|flush_icache_range|sync_regs|system_call_after_swapgs)$/],
  [
    'traps and faults',
    /exception_tables|setup_rt_frame|^(?:__die|die_nmi|default_do_nmi|dummy_nmi_callback|nmi_watchdog_tick|unknown_nmi_error|do_debug|do_general_protection|do_int3|do_page_fault|do_sparc64_fault|do_trap|ia64_bad_break|ia64_do_page_fault|ia64_fault|io_check_error|mem_parity_error|oops_begin|oops_end|program_check_exception|single_step_exception|unhandled_fault|(?:atomic_)?notifier_call_chain)$/,
  ],
  [
    'Xen',
    /^(?:xen_(?:[gs]et_debugreg|irq_.*|.*_fl_direct.*|iret.*|sysret64.*|adjust_exception_frame)|HYPERVISOR_(?:[gs]et_debugreg|event_channel_op)|check_events)$/,
  ],
  [
    'what probes use themselves',
    /kernel_text|^(?:current_.*|get_current|test_ti_thread_flag.*|hash_64|hash_ptr|inat_get_opcode_attribute|native_set_pte)$/,
  ],
];

/** All of them in one, as most names are on no list. */
const barredAll = new RegExp(barred.map(([, names]) => names.source).join('|'));

/** Functions that never return. */
const neverReturning = /^(?:do_exit|sys_exit|sys_exit_group)$/;

/** What GCC and Clang put behind the name of a function they made out of another. */
const madeByCompiler = /(?:\.(?:isra|constprop|part|llvm)\.\d+)+$/;

/** The name that a symbol has in the source, and so in debuginfo. */
export function sourceName(symbol: string): string {
  return symbol.replace(madeByCompiler, '');
}

/** Why stap places no such probe (`kernel.function("…").return`) in a function of that name; undefined where nothing is known against it. */
export function reasonToKeepOut(
  name: string,
  parts: readonly PointPart[],
  { manifest: { machine } }: KernelPack,
): string | undefined {
  // The symbol table's probes (`kprobe.function`) do not ask the list.
  if (parts[0]?.name !== 'kernel' && parts[0]?.name !== 'module') return undefined;
  const isReturn = parts.some((part) => part.name === 'return');
  const group = barredAll.test(name) ? barred.find(([, names]) => names.test(name)) : undefined;
  if (group !== undefined) return `it is on stap's own list of functions not to probe (${group[0]})`;
  if (name === '__switch_to' && (machine === 'x86_64' || (machine === 'i686' && isReturn)))
    return "it is on stap's own list of functions not to probe (the current task changes in it)";
  return isReturn && neverReturning.test(name) ? 'it never returns, so stap does not probe its return' : undefined;
}
