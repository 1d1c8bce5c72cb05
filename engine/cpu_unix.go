//go:build unix

package engine

import (
	"syscall"
	"time"
)

// cpuTime is what this process has used of processors: unlike a clock it does not mind what else the machine does.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return time.Duration(time.Now().UnixNano())
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
