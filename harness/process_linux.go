package harness

import (
	"os/exec"
	"syscall"
)

// diesWithParent has the kernel end the process when the harness itself is
// killed and has no chance to.
func diesWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
}
