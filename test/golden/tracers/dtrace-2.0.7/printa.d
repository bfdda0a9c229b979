/* Aggregations printed with a format of the script's own. */
#pragma D option quiet
BEGIN
{
	@a["x"] = count();
	@b["x"] = quantize(5);
	printa("%s %@d\n", @a);
	printa(@b);
	printf("done\n");
	exit(0);
}
