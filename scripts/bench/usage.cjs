// Loaded into a process that is measured (node --require): its last line says what it used.
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.error(JSON.stringify({ cpuMicroseconds: userCPUTime + systemCPUTime, maxRSS }));
});
