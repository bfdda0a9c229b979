/* Every aggregating function, with keys and without, printed at the end. */
BEGIN
{
	@count = count();
	@sum["x"] = sum(5);
	@min = min(3);
	@max = max(9);
	@avg[execname] = avg(10);
	@dev = stddev(10);
	@two["a", 1] = count();
	exit(0);
}
