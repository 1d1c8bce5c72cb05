scriptLog.push("external b");
