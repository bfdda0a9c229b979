/* The quantize family. */
BEGIN
{
	@log = quantize(-3); @log = quantize(0); @log = quantize(1); @log = quantize(5); @log = quantize(1000000);
	@linear = lquantize(-1, 0, 100, 10); @linear = lquantize(5, 0, 100, 10); @linear = lquantize(200, 0, 100, 10);
	@loglinear = llquantize(55, 10, 0, 3, 10);
	@by["read", 1] = quantize(64); @by["write", 2] = quantize(4096);
	exit(0);
}
