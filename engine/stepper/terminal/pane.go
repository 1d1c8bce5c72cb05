package terminal

import (
	"fmt"
	"strings"

	"github.com/exeunt/exeunt/engine/stepper"
)

// The panes, in the order of their keys: "1" to "9", then "0".
const (
	algorithmPane = iota
	stackPane
	framesPane
	deferredPane
	logPane
	historyPane
	queuePane
	watchesPane
	breaksPane
	storagePane
	paneCount
)

// paneTitles are the names of the panes; the algorithm's is the algorithm's own.
var paneTitles = [paneCount]string{"Algorithm", "Stack", "Frames, workers", "Deferred fetches, quotas", "Log", "Session history", "Queue", "Watches", "Breakpoints", "Storage, cookies"}

// paneRows is on how many rows a line of a pane may go on.
var paneRows = [paneCount]int{3, 2, 4, 4, 1, 2, 2, 4, 2, 2}

// maxPopupRows is the same for what is shown over the panes: all of it, on a screen of usual width.
const maxPopupRows = 2000

// paneKey is the key of a pane, paneOf the pane of a key; -1 when it is none's.
func paneKey(pane int) rune { return '0' + rune((pane+1)%10) }

func paneOf(key rune) int {
	if key < '0' || key > '9' {
		return -1
	}
	return int(key-'0'+9) % 10
}

// A line is a line of a pane.
type line struct {
	text string
	look look
	// to is a command of the line mode that goes to where the line is about; "" when there is none.
	to string
	// breakpoint is what "break" is told to stop there, id the number of what is set there already.
	breakpoint string
	id         int
}

// look says how a line stands out.
type look int

const (
	plain look = iota
	here       // where the session stands
	past
	future
	changed
)

// A pane shows lines, one of which has the cursor.
type pane struct {
	title  string
	rows   int // on which a line may go on
	lines  []line
	cursor int
	top    int  // the line that stands first
	centre bool // the cursor was set from outside: some of what is before it is shown, too
}

// set replaces the lines and puts the cursor on one of them; -1 leaves it where it is.
func (p *pane) set(lines []line, cursor int) {
	if p.lines = lines; cursor >= 0 {
		p.cursor, p.centre = cursor, true
	}
	p.cursor = max(0, min(p.cursor, len(lines)-1))
	p.top = max(0, min(p.top, len(lines)-1))
}

func (p *pane) move(by int) { p.cursor = max(0, min(p.cursor+by, len(p.lines)-1)) }

// current returns the line under the cursor.
func (p *pane) current() line {
	if len(p.lines) == 0 {
		return line{}
	}
	return p.lines[p.cursor]
}

// fill has the panes show the session as it is. The panes' cursors stay when it stands where it stood.
func (u *ui) fill() {
	s := u.session
	moved := u.at != s.At()
	u.at = s.At()
	u.status = u.statusLine()
	for i := range u.panes {
		u.panes[i].title, u.panes[i].rows = paneTitles[i], paneRows[i]
	}
	if moved {
		u.panes[stackPane].cursor, u.panes[stackPane].top = 0, 0
	}
	u.fillStack()
	u.fillAlgorithm(moved)
	u.fillLines(framesPane, append(s.FrameLines(), unless("none", s.WorkerLines())...))
	u.fillLines(historyPane, s.HistoryLines())
	u.fillLines(queuePane, s.QueueLines())
	u.fillLines(storagePane, s.StorageLines())
	u.fillLines(deferredPane, append(s.DeferredLines(), unless("none", s.QuotaLines())...))
	u.fillLog(moved)
	u.fillWatches(moved)
	u.fillBreakpoints()
}

// unless leaves out lines that say only that there are none.
func unless(nothing string, lines []string) []string {
	if len(lines) == 1 && lines[0] == nothing {
		return nil
	}
	return lines
}

// fillLines fills a pane with lines of the line mode, in which ">" marks the session's place.
func (u *ui) fillLines(at int, texts []string) {
	var lines []line
	cursor := -1
	for i, text := range texts {
		l := line{text: clean(text)}
		if strings.HasPrefix(text, ">") {
			l.look = here
			if cursor < 0 && u.focus != at {
				cursor = i
			}
		}
		lines = append(lines, l)
	}
	u.panes[at].set(lines, cursor)
}

func (u *ui) fillStack() {
	var lines []line
	for i, f := range u.session.Stack() {
		l := line{text: clean(f.String()), to: fmt.Sprintf("goto %d", f.Event)}
		if i == 0 {
			l.look = here
		}
		lines = append(lines, l)
	}
	u.panes[stackPane].set(lines, -1)
}

// fillAlgorithm shows the text of the algorithm under the cursor of the stack. jump puts the cursor on the step where it stands.
func (u *ui) fillAlgorithm(jump bool) {
	p := &u.panes[algorithmPane]
	stack := u.session.Stack()
	if len(stack) == 0 {
		p.title = paneTitles[algorithmPane]
		p.set([]line{{text: "nothing runs here"}}, 0)
		return
	}
	f := stack[min(u.panes[stackPane].cursor, len(stack)-1)]
	if f.Script != "" {
		u.fillScript(f.Script)
		return
	}
	a, text := u.session.TextAt(f.Event)
	p.title = clean(a.String())
	var lines []line
	cursor := -1
	for i, t := range text {
		l := line{breakpoint: a.String() + "#" + t.Number}
		switch {
		case t.Current:
			l.look = here
			if jump {
				cursor = i
			}
		case t.Passed:
			l.look = past
		case !t.Reached:
			l.look = future
		}
		mark := " "
		if b := u.session.BreakpointAt(a, t.Number); b != nil {
			l.id, mark = b.ID, "*"
		}
		l.text = clean(mark + t.String())
		lines = append(lines, l)
	}
	p.set(lines, cursor)
}

// fillScript says where a script function stands: "name (file:line:column)".
func (u *ui) fillScript(frame string) {
	at := stepper.ScriptPosition(frame)
	lines := []line{{text: clean(frame), breakpoint: "line " + at}, {text: "called what stands above it in the stack", look: past}}
	for _, b := range u.session.Breakpoints() {
		if b.Text == lines[0].breakpoint {
			lines[0].id = b.ID
			lines[0].text = "* " + lines[0].text
			break
		}
	}
	u.panes[algorithmPane].title = "Script"
	u.panes[algorithmPane].set(lines, 0)
}

// fillLog shows the whole log; what is made of it once stays.
func (u *ui) fillLog(jump bool) {
	p := &u.panes[logPane]
	log := u.session.Log()
	if len(p.lines) != len(log) {
		p.lines = make([]line, len(log))
		for i, l := range log {
			p.lines[i] = line{text: clean(fmt.Sprintf("  #%d %s", l.Event, l.Text)), to: fmt.Sprintf("goto %d", l.Event)}
		}
	}
	at := u.session.LogAt(u.session.At()) - 1
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case i == at:
			l.look, l.text = here, ">"+l.text[1:]
		case l.look == here:
			l.text = " " + l.text[1:]
			fallthrough
		default:
			if l.look = plain; i > at {
				l.look = future
			}
		}
	}
	if !jump {
		at = -1
	}
	p.set(p.lines, at)
}

// fillWatches shows the watched values; those that changed on the way here stand out.
func (u *ui) fillWatches(moved bool) {
	texts := u.session.WatchLines()
	var lines []line
	for i, w := range u.session.Watches() {
		l := line{id: w.ID}
		if was, ok := u.watched[w.ID]; ok && was != texts[i] && moved {
			l.look = changed
		}
		u.watched[w.ID] = texts[i]
		lines = append(lines, l)
	}
	u.fillNumbered(watchesPane, texts, lines)
}

// fillBreakpoints shows the breakpoints; the one at which the session stands stands out.
func (u *ui) fillBreakpoints() {
	var lines []line
	for _, b := range u.session.Breakpoints() {
		l := line{id: b.ID}
		if b == u.session.Hit {
			l.look = here
		}
		lines = append(lines, l)
	}
	u.fillNumbered(breaksPane, u.session.BreakpointLines(), lines)
}

// fillNumbered gives lines their texts, with a mark where they stand out. Without any line the texts say that there is none.
func (u *ui) fillNumbered(pane int, texts []string, lines []line) {
	if len(lines) == 0 {
		lines = make([]line, len(texts))
	}
	for i := range lines {
		mark := map[look]string{plain: "  ", here: "> ", changed: "* "}[lines[i].look]
		lines[i].text = clean(mark + texts[i])
	}
	u.panes[pane].set(lines, -1)
}
