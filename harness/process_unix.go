//go:build unix

package harness

import (
	"os/exec"
	"syscall"
)

// ownGroup puts the process into a group of its own, so that all of it can be
// killed, and so that the terminal's Ctrl-C reaches only the harness.
func ownGroup(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	diesWithParent(cmd)
}

func killGroup(cmd *exec.Cmd) {
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	cmd.Process.Kill()
}
