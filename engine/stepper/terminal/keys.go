package terminal

import (
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"
)

// A binding is what a key does: it runs a command of the line mode, opens the command line with one, or acts on the panes.
type binding struct {
	key     rune
	command string
	begins  string // of a command line
	do      func(u *ui)
	about   string
}

// bindings are the keys, as the help screen lists them.
func bindings() []binding {
	return []binding{
		{key: 's', command: "step", about: "step into: to the next step"},
		{key: 'n', command: "over", about: "step over what this step calls"},
		{key: 'o', command: "out", about: "step out of the algorithm"},
		{key: 'S', command: "back", about: "step back"},
		{key: 'N', command: "back-over", about: "step back over"},
		{key: 'O', command: "back-out", about: "step back out, to where the algorithm was called"},
		{key: 'c', command: "continue", about: "continue to the next breakpoint"},
		{key: 'C', command: "rcontinue", about: "continue backwards"},
		{key: 'd', command: "divergence", about: "to the first divergence from Chrome"},
		{key: 'b', do: (*ui).toggleStep, about: "set or delete a breakpoint at the step under the cursor"},
		{key: 'B', do: (*ui).toggleAlgorithm, about: "set or delete a breakpoint at the algorithm that is shown"},
		{key: 't', begins: "break ", about: "set a breakpoint by name"},
		{key: 'x', do: (*ui).remove, about: "delete the breakpoint or watch under the cursor, or a breakpoint by number"},
		{key: 'g', begins: "goto ", about: "go to an event"},
		{key: '/', begins: "find ", about: "find a step by its text, forwards"},
		{key: '\\', begins: "rfind ", about: "find a step by its text, backwards"},
		{key: ']', do: func(u *ui) { u.again("find ") }, about: "find it again, forwards"},
		{key: '[', do: func(u *ui) { u.again("rfind ") }, about: "find it again, backwards"},
		{key: 'w', begins: "watch ", about: "watch a value"},
		{key: 'p', begins: "print ", about: "print an expression about the recorded state"},
		{key: 'e', begins: "eval ", about: "evaluate JavaScript here"},
		{key: ':', do: func(u *ui) { u.ask("") }, about: "type a command of the line mode"},
		{key: 'z', do: func(u *ui) { u.zoom = !u.zoom }, about: "give the pane the whole screen, or its place again"},
		{key: 'k', do: func(u *ui) { u.moveCursor(-1) }, about: "a line up, as ↑"},
		{key: 'j', do: func(u *ui) { u.moveCursor(1) }, about: "a line down, as ↓"},
		{key: '?', do: (*ui).help, about: "this help"},
		{key: 'q', command: "quit", about: "quit"},
	}
}

// otherKeys are those that are no characters.
var otherKeys = map[tcell.Key]func(u *ui){
	tcell.KeyUp:      func(u *ui) { u.moveCursor(-1) },
	tcell.KeyDown:    func(u *ui) { u.moveCursor(1) },
	tcell.KeyPgUp:    func(u *ui) { u.moveCursor(-u.page()) },
	tcell.KeyPgDn:    func(u *ui) { u.moveCursor(u.page()) },
	tcell.KeyHome:    func(u *ui) { u.moveCursor(-len(u.panes[u.focus].lines)) },
	tcell.KeyEnd:     func(u *ui) { u.moveCursor(len(u.panes[u.focus].lines)) },
	tcell.KeyTab:     func(u *ui) { u.nextPane(1) },
	tcell.KeyBacktab: func(u *ui) { u.nextPane(-1) },
	tcell.KeyEnter:   (*ui).look,
	tcell.KeyF1:      (*ui).help,
	tcell.KeyF5:      func(u *ui) { u.run("continue") },
	tcell.KeyF10:     func(u *ui) { u.run("over") },
	tcell.KeyF11:     func(u *ui) { u.run("step") },
}

// key does what a key is for.
func (u *ui) key(e *tcell.EventKey) {
	if e.Key() != tcell.KeyRune {
		if do, ok := otherKeys[e.Key()]; ok {
			do(u)
		}
		return
	}
	r := e.Rune()
	if p := paneOf(r); p >= 0 {
		u.focusOn(p)
		return
	}
	for _, b := range bindings() {
		switch {
		case b.key != r:
		case b.command != "":
			u.run(b.command)
			return
		case b.begins != "":
			u.ask(b.begins)
			return
		default:
			b.do(u)
			return
		}
	}
	u.fail(fmt.Sprintf("the key %q does nothing here; ? lists those that do", r))
}

// keysShown is what the last row says of the keys, as far as there is room.
func (u *ui) keysShown(w int) string {
	keys := []string{"? help", "q quit", "s step", "n over", "o out", "S N O back", "c C continue", "b break", ": command", "/ find", "g goto", "Tab pane", "z zoom",
		"d divergence", "w watch", "e eval", "Enter look"}
	switch {
	case u.prompt != nil:
		keys = []string{"Enter run", "Esc cancel", "↑ ↓ earlier commands"}
	case u.popup != nil:
		keys = []string{"Esc close", "↑ ↓ PgUp PgDn scroll"}
	}
	text := ""
	for _, k := range keys {
		if width(text+" "+k) > w {
			break
		}
		text += " " + k + " "
	}
	return strings.TrimRight(text, " ")
}

// moveCursor moves the focused pane's cursor. In the stack that changes which algorithm is shown.
func (u *ui) moveCursor(by int) {
	u.panes[u.focus].move(by)
	if u.focus == stackPane {
		u.fillAlgorithm(true)
	}
}

// page is how many lines a page of the focused pane has.
func (u *ui) page() int {
	w, h := u.screen.Size()
	for _, p := range u.places(w, h-3) {
		if p.pane == u.focus {
			return max(1, p.h-2)
		}
	}
	return 1
}

// look goes to where the line under the cursor is about, or shows all of it.
func (u *ui) look() {
	l := u.panes[u.focus].current()
	switch {
	case l.to != "":
		u.run(l.to)
	case l.text != "":
		u.open(u.panes[u.focus].title, []string{l.text})
	}
}

func (u *ui) toggleStep() {
	if u.focus == breaksPane {
		u.remove()
		return
	}
	l := u.panes[algorithmPane].current()
	switch {
	case l.id > 0:
		u.run(fmt.Sprintf("delete %d", l.id))
	case l.breakpoint != "":
		u.run("break " + l.breakpoint)
	default:
		u.fail("there is no step under the cursor")
	}
}

// toggleAlgorithm is about the algorithm that the text is of.
func (u *ui) toggleAlgorithm() {
	name, _, ok := strings.Cut(u.panes[algorithmPane].current().breakpoint, "#")
	if !ok {
		u.fail("no algorithm is shown")
		return
	}
	for _, b := range u.session.Breakpoints() {
		if b.Text == name {
			u.run(fmt.Sprintf("delete %d", b.ID))
			return
		}
	}
	u.run("break " + name)
}

// remove deletes what the cursor is on, in the panes of breakpoints and watches.
func (u *ui) remove() {
	l := u.panes[u.focus].current()
	switch {
	case u.focus == breaksPane && l.id > 0:
		u.run(fmt.Sprintf("delete %d", l.id))
	case u.focus == watchesPane && l.id > 0:
		u.run(fmt.Sprintf("unwatch %d", l.id))
	default:
		u.ask("delete ")
	}
}

// again searches once more.
func (u *ui) again(command string) {
	if u.found == "" {
		u.ask(command)
		return
	}
	u.run(command + u.found)
}

// help shows the keys.
func (u *ui) help() {
	var lines []string
	for _, b := range bindings() {
		lines = append(lines, fmt.Sprintf("%-8c %s", b.key, b.about))
	}
	lines = append(lines,
		"Enter    go to where the line is about, in the stack and the log; elsewhere: show all of the line",
		"Tab      the next pane; Shift-Tab: the one before",
		"1 … 9, 0 a pane by its number; those that have no room take the last place",
		"F5 F10 F11  continue, over, step",
		"Ctrl-L   draw the screen anew",
		"Ctrl-C   end the command that runs; leave, when none does",
		"Ctrl-Z   give the terminal back to the shell; fg comes back",
		"",
		"In the text of an algorithm > is where it stands, · where it has been, * a breakpoint; steps to which the run never comes are dim.",
		":help lists the commands of the line mode, :help print what expressions may name.",
	)
	u.open("Keys", lines)
}

// popupKey is for keys while something is shown over the panes: those that scroll it, and any other closes it.
func (u *ui) popupKey(e *tcell.EventKey) {
	_, h := u.screen.Size()
	p, page := u.popup, max(1, h-5)
	key := e.Key()
	if key == tcell.KeyRune {
		key = map[rune]tcell.Key{'k': tcell.KeyUp, 'j': tcell.KeyDown, ' ': tcell.KeyPgDn}[e.Rune()]
	}
	switch key {
	case tcell.KeyUp:
		p.move(-1)
	case tcell.KeyDown:
		p.move(1)
	case tcell.KeyPgUp:
		p.move(-page)
	case tcell.KeyPgDn:
		p.move(page)
	case tcell.KeyHome:
		p.move(-len(p.lines))
	case tcell.KeyEnd:
		p.move(len(p.lines))
	default:
		u.popup = nil
		switch {
		case e.Rune() == ':':
			u.ask("")
		case p == u.said && e.Key() == tcell.KeyRune && e.Rune() != 'q':
			u.key(e) // the user need not wait for a message to be read
		}
	}
	p.top = p.cursor
}
