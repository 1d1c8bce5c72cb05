scriptLog.push("external a");
