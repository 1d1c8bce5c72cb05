// Package terminal is the front end of a step session that fills a terminal: the text of the algorithm, the stack, the frame tree, deferred
// fetches and quotas, and a log stand side by side in panes.
//
// Every key that does something to the session is a command of the line mode (keys.go), and so is what is typed behind a ":": what
// a command means is known by stepper.Session alone. A command runs beside the screen, which shows until it ends what it showed before.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/gdamore/tcell/v2"

	"github.com/exeunt/exeunt/engine/stepper"
)

// ErrInterrupted is returned when the user interrupted the session: Ctrl-C, or the end of the context.
var ErrInterrupted = errors.New("interrupted")

// A ScreenError says why the terminal cannot be used.
type ScreenError struct{ Err error }

func (e *ScreenError) Error() string { return fmt.Sprintf("this terminal cannot be used: %v", e.Err) }

// Unwrap returns the cause.
func (e *ScreenError) Unwrap() error { return e.Err }

// Run shows the session on the terminal of the process until the user quits, and then leaves the terminal as it was. note is
// shown first. The error is nil, ErrInterrupted, a *ScreenError when nothing was shown, or what broke the terminal off.
func Run(ctx context.Context, s *stepper.Session, note string) error {
	screen, err := tcell.NewScreen()
	if err != nil {
		return &ScreenError{err}
	}
	if err := screen.Init(); err != nil {
		return &ScreenError{err}
	}
	return show(ctx, s, screen, screen.Colors() > 0 && os.Getenv("NO_COLOR") == "", note)
}

// show is Run on a screen that is ready. It ends the screen, also when it panics.
func show(ctx context.Context, s *stepper.Session, screen tcell.Screen, colours bool, note string) error {
	defer screen.Fini()
	u := newUI(ctx, s, screen, colours)
	u.say(note)
	events, quit := make(chan tcell.Event), make(chan struct{})
	defer close(quit)
	go screen.ChannelEvents(events, quit)
	for !u.ended {
		u.draw()
		var done <-chan result
		var late <-chan time.Time
		if u.job != nil {
			done = u.job.done
			if !u.job.late {
				late = time.After(lateAfter)
			}
		}
		select {
		case e, ok := <-events:
			if !ok {
				return errors.New("the terminal is gone")
			}
			u.handle(e)
		case r := <-done:
			u.finish(r)
		case <-late:
			u.job.late = true
		case <-ctx.Done():
			return ErrInterrupted
		}
	}
	return u.err
}

// lateAfter is how long a command may run before the screen says that it does.
const lateAfter = 200 * time.Millisecond

// ui is what is shown, and where the user is in it. All that draw reads is in here: while a command runs, nothing else touches the session.
type ui struct {
	ctx     context.Context
	session *stepper.Session
	screen  tcell.Screen
	styles  styles

	panes [paneCount]pane
	focus int  // pane
	last  int  // the pane that stands last in the right column, among those for which there is no room
	zoom  bool // the focused pane fills the screen

	at      int // event that the panes show
	status  string
	message string
	bad     bool // the message is an error
	popup   *pane
	said    *pane // the last popup that showed a message
	prompt  *prompt
	earlier []string // command lines
	found   string   // what was searched for
	watched map[int]string

	job   *job
	typed []tcell.Event // while a command runs
	ended bool
	err   error
}

func newUI(ctx context.Context, s *stepper.Session, screen tcell.Screen, colours bool) *ui {
	u := &ui{ctx: ctx, session: s, screen: screen, styles: newStyles(colours), last: deferredPane, at: -1, watched: map[int]string{}}
	u.fill()
	return u
}

// A job is a command that runs.
type job struct {
	text   string
	late   bool // it takes long
	ending bool // it was told to end
	cancel context.CancelFunc
	done   chan result
}

// A result is what came of a command.
type result struct {
	lines []string
	err   error
	panic any
}

// run begins a command of the line mode; finish takes its result.
func (u *ui) run(text string) {
	ctx, cancel := context.WithCancel(u.ctx)
	j := &job{text: text, cancel: cancel, done: make(chan result, 1)}
	u.job, u.message, u.bad = j, "", false
	go func() {
		var r result
		defer func() {
			r.panic = recover() // it goes on where the terminal is put in order
			j.done <- r
		}()
		r.lines, r.err = u.session.Command(ctx, text)
	}()
}

func (u *ui) finish(r result) {
	j := u.job
	j.cancel()
	u.job = nil
	if r.panic != nil {
		panic(r.panic)
	}
	switch {
	case errors.Is(r.err, io.EOF):
		u.ended = true
		return
	case r.err != nil:
		u.fail(r.err.Error())
	}
	where := u.session.Where()
	var rest []string
	for _, l := range r.lines {
		if l != where || len(r.lines) == 1 && j.text == "where" { // the panes show where it stands
			rest = append(rest, l)
		}
	}
	switch {
	case len(rest) == 1:
		u.say(rest[0])
	case len(rest) > 1:
		u.open(j.text, rest)
	}
	u.fill()
	typed := u.typed
	u.typed = nil
	for _, e := range typed {
		u.handle(e)
	}
}

func (u *ui) fail(text string) {
	u.say("error: " + text)
	u.bad = true
}

// say shows a message below the panes; one for which there is no room is shown whole over them.
func (u *ui) say(text string) {
	u.message = clean(text)
	if w, _ := u.screen.Size(); width(u.message) > w {
		u.open("message", []string{text})
		u.said = u.popup
	}
}

// open shows lines over the panes, however long they are.
func (u *ui) open(title string, lines []string) {
	w, _ := u.screen.Size()
	p := &pane{title: clean(title), rows: maxPopupRows}
	for _, l := range lines {
		for _, row := range wrap(clean(l), w, maxPopupRows) {
			p.lines = append(p.lines, line{text: row})
		}
	}
	u.popup = p
}

// maxTyped bounds the keys that wait for a command to end.
const maxTyped = 1000

// handle takes an event of the terminal.
func (u *ui) handle(e tcell.Event) {
	switch e := e.(type) {
	case *tcell.EventResize:
		u.screen.Sync()
	case *tcell.EventError:
		u.ended, u.err = true, fmt.Errorf("the terminal: %w", e)
	case *tcell.EventKey:
		switch {
		case e.Key() == tcell.KeyCtrlC:
			u.interrupt()
		case u.job != nil:
			if len(u.typed) < maxTyped {
				u.typed = append(u.typed, e)
			}
		case e.Key() == tcell.KeyCtrlZ:
			u.suspend()
		case e.Key() == tcell.KeyCtrlL:
			u.screen.Sync()
		case u.prompt != nil:
			u.promptKey(e)
		case u.popup != nil:
			u.popupKey(e)
		default:
			u.key(e)
		}
	}
}

// interrupt ends the command that runs, and the session when there is none or it has been told before.
func (u *ui) interrupt() {
	if u.job != nil && !u.job.ending {
		u.job.cancel()
		u.job.ending, u.typed = true, nil
		return
	}
	u.ended, u.err = true, ErrInterrupted
}

// suspend gives the terminal back to the shell until that continues the process.
func (u *ui) suspend() {
	if err := u.screen.Suspend(); err != nil {
		u.fail(err.Error())
		return
	}
	stop()
	if err := u.screen.Resume(); err != nil {
		u.ended, u.err = true, fmt.Errorf("the terminal: %w", err)
		return
	}
	u.screen.Sync()
}

// statusLine says where the session stands.
func (u *ui) statusLine() string {
	s := u.session
	parts := []string{fmt.Sprintf("#%d/%d", s.At(), len(s.Recording().Events)), stepper.Milliseconds(s.Event().Time) + " ms"}
	if b := s.Hit; b != nil {
		parts = append(parts, fmt.Sprintf("breakpoint %d: %s", b.ID, b.Text))
	}
	if s.AtDivergence() {
		parts = append(parts, "first divergence")
	}
	return clean(strings.Join(append(parts, s.DocumentURL(s.At())), "  "))
}
