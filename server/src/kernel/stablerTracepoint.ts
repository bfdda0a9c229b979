// Which tracepoint tells what a function's entry tells: functions come and go with kernel versions, tracepoints stay.
import type { KernelPack, Tracepoint } from './kernelPack.ts';

/** Tracepoints under another name than the function they stand in (Linux 4.19 to 6.18, by `grep trace_` over its sources). */
const homes: Readonly<Record<string, readonly string[]>> = {
  'block:block_bio_queue': ['submit_bio_noacct', 'generic_make_request'],
  'block:block_rq_complete': ['blk_update_request'],
  'block:block_rq_issue': ['blk_mq_start_request', 'blk_start_request'],
  'exceptions:page_fault_user': ['exc_page_fault', 'do_user_addr_fault'],
  'irq:irq_handler_entry': ['handle_irq_event', '__handle_irq_event_percpu'],
  'irq:softirq_entry': ['__do_softirq', 'handle_softirqs'],
  'module:module_load': ['load_module'],
  'net:net_dev_queue': ['__dev_queue_xmit', 'dev_queue_xmit'],
  'net:net_dev_xmit': ['dev_hard_start_xmit'],
  'net:netif_receive_skb': ['__netif_receive_skb', '__netif_receive_skb_core'],
  'oom:mark_victim': ['oom_kill_process', 'mark_oom_victim'],
  'sched:sched_process_exec': ['bprm_execve', 'exec_binprm'],
  'sched:sched_process_exit': ['do_exit'],
  'sched:sched_process_fork': ['kernel_clone', '_do_fork', 'do_fork'],
  'sched:sched_switch': ['__schedule', 'schedule', 'context_switch'],
  'sched:sched_wakeup': ['try_to_wake_up', 'ttwu_do_wakeup'],
  'sched:sched_wakeup_new': ['wake_up_new_task'],
  'signal:signal_deliver': ['get_signal', 'get_signal_to_deliver'],
  'signal:signal_generate': ['__send_signal_locked', '__send_signal'],
  'skb:kfree_skb': ['kfree_skb_reason', 'sk_skb_reason_drop'],
  'sock:inet_sock_set_state': ['tcp_set_state', 'inet_sk_set_state', 'inet_sk_state_store'],
  'timer:hrtimer_expire_entry': ['__run_hrtimer'],
  'timer:timer_expire_entry': ['call_timer_fn'],
  'workqueue:workqueue_execute_start': ['process_one_work'],
  'workqueue:workqueue_queue_work': ['__queue_work'],
};

const tracepointIn = new Map(
  Object.entries(homes).flatMap(([tracepoint, functions]) => functions.map((name) => [name, tracepoint] as const)),
);

/** The tracepoint of this kernel that a function's entry is nearest to: one of its own name, or one known to stand in it. */
export function stablerTracepoint(functionName: string, { tracepoints }: KernelPack): Tracepoint | undefined {
  const [own, ...others] = tracepoints.named(functionName);
  if (own !== undefined && others.length === 0) return own;
  const [subsystem = '', name = ''] = tracepointIn.get(functionName)?.split(':') ?? [];
  return tracepoints.find(subsystem, name);
}
