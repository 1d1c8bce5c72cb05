package terminal

import (
	"slices"
	"strings"

	"github.com/gdamore/tcell/v2"
)

// A prompt is the command line while something is typed.
type prompt struct {
	text    []rune
	cursor  int
	earlier int // index in ui.earlier of what is shown; their number for what is typed
	typed   []rune
}

func (u *ui) ask(text string) {
	u.prompt = &prompt{text: []rune(text), cursor: len([]rune(text)), earlier: len(u.earlier)}
	u.message, u.bad = "", false
}

// maxTypedLine bounds a command line, in characters.
const maxTypedLine = 4096

func (u *ui) promptKey(e *tcell.EventKey) {
	p := u.prompt
	switch e.Key() {
	case tcell.KeyEsc:
		u.prompt = nil
	case tcell.KeyEnter:
		u.enter(strings.TrimSpace(string(p.text)))
	case tcell.KeyBackspace, tcell.KeyBackspace2:
		if len(p.text) == 0 {
			u.prompt = nil
		} else if p.cursor > 0 {
			p.text = slices.Delete(p.text, p.cursor-1, p.cursor)
			p.cursor--
		}
	case tcell.KeyDelete:
		if p.cursor < len(p.text) {
			p.text = slices.Delete(p.text, p.cursor, p.cursor+1)
		}
	case tcell.KeyCtrlU:
		p.text, p.cursor = p.text[p.cursor:], 0
	case tcell.KeyCtrlK:
		p.text = p.text[:p.cursor]
	case tcell.KeyLeft:
		p.cursor = max(0, p.cursor-1)
	case tcell.KeyRight:
		p.cursor = min(len(p.text), p.cursor+1)
	case tcell.KeyHome, tcell.KeyCtrlA:
		p.cursor = 0
	case tcell.KeyEnd, tcell.KeyCtrlE:
		p.cursor = len(p.text)
	case tcell.KeyUp:
		u.recall(p.earlier - 1)
	case tcell.KeyDown:
		u.recall(p.earlier + 1)
	case tcell.KeyRune:
		if len(p.text) < maxTypedLine {
			p.text = slices.Insert(p.text, p.cursor, e.Rune())
			p.cursor++
		}
	}
}

// recall shows an earlier command line.
func (u *ui) recall(i int) {
	p := u.prompt
	if i < 0 || i > len(u.earlier) {
		return
	}
	if p.earlier == len(u.earlier) {
		p.typed = p.text
	}
	p.earlier = i
	if i == len(u.earlier) {
		p.text = p.typed
	} else {
		p.text = []rune(u.earlier[i])
	}
	p.cursor = len(p.text)
}

// maxEarlier bounds how many command lines are remembered.
const maxEarlier = 200

// enter carries out what was typed.
func (u *ui) enter(text string) {
	u.prompt = nil
	if text == "" {
		return
	}
	if n := len(u.earlier); n == 0 || u.earlier[n-1] != text {
		u.earlier = append(u.earlier, text)
		u.earlier = u.earlier[max(0, len(u.earlier)-maxEarlier):]
	}
	for _, word := range []string{"find ", "rfind "} {
		if found, ok := strings.CutPrefix(text, word); ok {
			u.found = strings.TrimSpace(found)
		}
	}
	u.run(text)
}
