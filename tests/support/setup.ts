// Pulumi maps a stack trace for every resource, and mocha asks for endless ones.
Error.stackTraceLimit = 8;
// An Output that ends up in a text is a bug that Pulumi only logs otherwise.
process.env.PULUMI_ERROR_OUTPUT_STRING = "1";
