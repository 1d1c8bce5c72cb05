package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A typist sits at a pseudo-terminal in which exeunt runs.
type typist struct {
	t    *testing.T
	near *os.File // what is typed, and what is shown
	far  *os.File
	cmd  *exec.Cmd

	mu    sync.Mutex
	shown bytes.Buffer
}

func newTypist(t *testing.T, args ...string) *typist {
	t.Helper()
	exeunt, err := exec.LookPath("exeunt")
	require.NoError(t, err)
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { near.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(near.Fd()), unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(int(near.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	require.NoError(t, unix.IoctlSetWinsize(int(near.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}))
	far, err := os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|syscall.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { far.Close() })
	p := &typist{t: t, near: near, far: far, cmd: exec.CommandContext(t.Context(), exeunt, args...)}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = far, far, far
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	p.cmd.Env = append(os.Environ(), "TERM=xterm", "LANG=C.UTF-8", "NO_COLOR=1", "XDG_CACHE_HOME="+t.TempDir())
	require.NoError(t, p.cmd.Start())
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := near.Read(b)
			if err != nil {
				return
			}
			p.mu.Lock()
			p.shown.Write(b[:n])
			p.mu.Unlock()
		}
	}()
	return p
}

// sees waits for a text that is written in one piece, and forgets what was shown up to then.
func (p *typist) sees(text string) {
	p.t.Helper()
	require.Eventually(p.t, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		i := bytes.Index(p.shown.Bytes(), []byte(text))
		if i >= 0 {
			p.shown.Next(i + len(text))
		}
		return i >= 0
	}, time.Minute, 10*time.Millisecond, "%q is not shown; there is %s", text, &p.shown)
}

func (p *typist) types(text string) {
	p.t.Helper()
	_, err := io.WriteString(p.near, text)
	require.NoError(p.t, err)
}

// ends waits for the end, with the terminal as it was before, and returns the exit status.
func (p *typist) ends(before *unix.Termios) int {
	p.t.Helper()
	_ = p.cmd.Wait() // the status is asked for below
	p.sees("\x1b[?1049l")
	after, err := unix.IoctlGetTermios(int(p.far.Fd()), unix.TCGETS)
	require.NoError(p.t, err)
	assert.Equal(p.t, before, after)
	return p.cmd.ProcessState.ExitCode()
}

// A test that is recorded there and then, on a real terminal.
func TestStepOnATerminal(t *testing.T) {
	suite := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(suite, "t"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(suite, "t", "page.https.window.js"), []byte(`test(() => { document.title = "page"; fetchLater("/late"); }, "late");`), 0o644))
	tests := []struct {
		name, last string
		status     int
	}{{"quit", "q", 0}, {"interrupt", "\x03", exitInterrupt}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newTypist(t, "step", "--suite", suite, "--break", "queue a deferred fetch", "/t/page.https.window.html")
			before, err := unix.IoctlGetTermios(int(p.far.Fd()), unix.TCGETS)
			require.NoError(t, err)
			p.sees("\x1b[?1049h")
			p.sees("breakpoint")
			p.types("edocument.title\r")
			p.sees(`"page"`)
			p.types("\x1a") // nobody could let it go on, so it does not stop
			p.sees("\x1b[?1049h")
			p.types(tt.last)
			assert.Equal(t, tt.status, p.ends(before))
		})
	}
}
