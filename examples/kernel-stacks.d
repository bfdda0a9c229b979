#!/usr/sbin/dtrace -s
/*
 * Where the kernel spends its time: stacks sampled 97 times a second, the five most frequent at the end.
 */
profile-97
/arg0/
{
	@stacks[stack(12)] = count();
}

END
{
	trunc(@stacks, 5);
}
