package harness

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// startLimit is how long a process may take to say where it listens.
const startLimit = 30 * time.Second

// lastWordsLimit is how long the last words of a process are waited for that has ended, or is about to: its connection may be gone before it.
const lastWordsLimit = time.Second

// A process is a browser's process group that this run started.
type process struct {
	cmd     *exec.Cmd
	stdin   io.Closer
	profile string
	address string        // ws://…
	exited  chan struct{} // closed when the process was waited for
	read    chan struct{} // closed when all of its standard error was read

	mu   sync.Mutex
	tail []string // the last lines of its standard error
}

// startProcess starts argv and waits, up to limit, until it says where it listens.
func startProcess(ctx context.Context, argv []string, profile string, limit time.Duration) (*process, error) {
	p := &process{cmd: exec.Command(argv[0], argv[1:]...), profile: profile, exited: make(chan struct{}), read: make(chan struct{})}
	ownGroup(p.cmd)
	if profile != "" {
		// What a killed browser leaves in the folder for temporary files
		// goes with its profile.
		p.cmd.Env = append(os.Environ(), "TMPDIR="+profile)
	}
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.stdin = stdin
	// A pipe of our own: exec's would make Wait hang on a grandchild that
	// keeps its end open.
	stderr, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stderr = writer
	err = p.cmd.Start()
	writer.Close()
	if err != nil {
		stderr.Close()
		return nil, err
	}
	address := make(chan string, 1)
	go func() {
		defer close(p.read)
		defer stderr.Close()
		p.listen(stderr, address)
	}()
	go func() {
		p.cmd.Wait()
		close(p.exited)
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case p.address = <-address:
		return p, nil
	case <-p.exited:
		err = fmt.Errorf("%s ended (%s)%s", argv[0], p.cmd.ProcessState, p.lastWords())
		if p.cmd.ProcessState.ExitCode() == -1 {
			err = killedError{err}
		}
	case <-timer.C:
		err = fmt.Errorf("%s did not say within %s where it listens%s", argv[0], limit, p.lastWords())
	case <-ctx.Done():
		err = ctx.Err()
	}
	p.kill()
	return nil, err
}

// listen reads what the process has to say until it says no more.
func (p *process) listen(r io.Reader, address chan<- string) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if _, a, ok := strings.Cut(line, "DevTools listening on "); ok {
			select {
			case address <- strings.TrimSpace(a):
			default:
			}
			continue
		}
		p.mu.Lock()
		if line = strings.TrimSpace(line); line != "" {
			p.tail = append(p.tail, line)
		}
		if len(p.tail) > 5 {
			p.tail = p.tail[1:]
		}
		p.mu.Unlock()
	}
	// A line too long ends the scan; the rest must still be drained, or the
	// process would stall on a full pipe.
	io.Copy(io.Discard, r)
}

// lastWords quotes the last line of standard error, as an addition to a message.
func (p *process) lastWords() string {
	// What it said last may still be in the pipe; a grandchild, or a process that lives on, may hold that open.
	select {
	case <-p.read:
	case <-time.After(lastWordsLimit):
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.tail) == 0 {
		return ""
	}
	return ": " + p.tail[len(p.tail)-1]
}

// kill ends the process with all that it started, and waits until it is gone.
func (p *process) kill() {
	p.stdin.Close()
	killGroup(p.cmd)
	select {
	case <-p.exited:
	case <-time.After(5 * time.Second):
	}
	removeProfile(p.profile)
}

// removeProfile removes a profile folder; a renderer that is still dying may
// write into it once more.
func removeProfile(dir string) {
	if dir == "" {
		return
	}
	for range 20 {
		if err := os.RemoveAll(dir); err == nil || errors.Is(err, os.ErrNotExist) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// killedError says that a process was ended by a signal while it started: not by itself, and not by
// the harness.
type killedError struct{ error }

// killedBy marks an error that comes of the process having been killed meanwhile.
func (p *process) killedBy(err error) error {
	timer := time.NewTimer(killedLook)
	defer timer.Stop()
	select {
	case <-p.exited:
		if p.cmd.ProcessState.ExitCode() == -1 {
			return killedError{err}
		}
	case <-timer.C:
	}
	return err
}

// killedLook is how long the end of a process may take to show after its connection was lost.
const killedLook = 200 * time.Millisecond
