package terminal

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/uniseg"

	"github.com/exeunt/exeunt/engine/stepper"
)

// styles are how things look. Nothing is told by colour alone: marks and words say it, too.
type styles struct {
	plain, title, focused, status, failed, cursor tcell.Style
	looks                                         map[look]tcell.Style
}

func newStyles(colours bool) styles {
	d := tcell.StyleDefault
	s := styles{plain: d, title: d.Dim(true), focused: d.Bold(true), status: d.Reverse(true), failed: d.Bold(true), cursor: d.Reverse(true), looks: map[look]tcell.Style{
		plain: d, here: d.Bold(true), past: d, future: d.Dim(true), changed: d.Bold(true),
	}}
	if colours {
		s.title, s.focused, s.failed = d.Foreground(tcell.ColorNavy), d.Foreground(tcell.ColorTeal).Bold(true), d.Foreground(tcell.ColorMaroon).Bold(true)
		s.looks[here] = d.Foreground(tcell.ColorOlive).Bold(true)
		s.looks[past] = d.Foreground(tcell.ColorGreen)
		s.looks[changed] = d.Foreground(tcell.ColorPurple).Bold(true)
	}
	return s
}

// The smallest screen on which something can be seen.
const (
	minWidth  = 24
	minHeight = 6
)

// draw shows everything.
func (u *ui) draw() {
	w, h := u.screen.Size()
	u.screen.Clear()
	u.screen.HideCursor()
	if w < minWidth || h < minHeight {
		text := fmt.Sprintf("%d×%d: too small, %d×%d is needed", w, h, minWidth, minHeight)
		for y, row := range wrap(text, w, h) {
			u.put(0, y, w, row, u.styles.plain)
		}
		u.screen.Show()
		return
	}
	if u.popup != nil {
		u.drawPane(u.popup, place{0, 0, w, h - 3}, "", true)
	} else {
		for _, p := range u.places(w, h-3) {
			u.drawPane(&u.panes[p.pane], p.place, string(paneKey(p.pane)), p.pane == u.focus)
			if p.x > 0 {
				for y := range h - 3 {
					u.put(p.x-1, y, 1, "│", u.styles.title)
				}
			}
		}
	}
	u.bar(h-3, u.status, u.styles.status)
	u.drawMessage(w, h-2)
	u.put(0, h-1, w, u.keysShown(w), u.styles.plain)
	u.screen.Show()
}

// bar writes a text on a row of its own style.
func (u *ui) bar(y int, text string, style tcell.Style) {
	w, _ := u.screen.Size()
	for x := range w {
		u.put(x, y, 1, " ", style)
	}
	u.put(0, y, w, " "+text, style)
}

func (u *ui) drawMessage(w, y int) {
	switch p := u.prompt; {
	case p != nil:
		// What is before the cursor is seen, as much of it as there is room for.
		from := p.cursor
		for from > 0 && width(clean(string(p.text[from-1:p.cursor]))) < w-2 {
			from--
		}
		u.put(0, y, 1, ":", u.styles.plain)
		x := 1 + u.put(1, y, w-1, clean(string(p.text[from:p.cursor])), u.styles.plain)
		u.put(x, y, w-x, clean(string(p.text[p.cursor:])), u.styles.plain)
		u.screen.ShowCursor(x, y)
	case u.job != nil && u.job.ending:
		u.put(0, y, w, "ending … Ctrl-C again leaves exeunt", u.styles.plain)
	case u.job != nil && u.job.late:
		u.put(0, y, w, clean("working: "+u.job.text+" … Ctrl-C ends it"), u.styles.plain)
	case u.bad:
		u.put(0, y, w, u.message, u.styles.failed)
	default:
		u.put(0, y, w, u.message, u.styles.plain)
	}
}

// drawPane draws a pane with its title. key is the key that picks it.
func (u *ui) drawPane(p *pane, at place, key string, focused bool) {
	style := u.styles.title
	if focused {
		style = u.styles.focused
	}
	title := strings.TrimSpace(key + " " + p.title)
	if focused {
		title = "[" + title + "]"
	} else {
		title = " " + title + " "
	}
	n := u.put(at.x, at.y, at.w, "─"+title, style)
	u.put(at.x+n, at.y, at.w-n, strings.Repeat("─", at.w-n), style)
	height := at.h - 1
	p.scroll(at.w, height)
	if p == u.popup {
		p.cursor = p.top // it has none that is seen
	}
	y := at.y + 1
	for i := p.top; i < len(p.lines) && y < at.y+at.h; i++ {
		style := u.styles.looks[p.lines[i].look]
		if i == p.cursor && focused && u.popup == nil {
			style = style.Reverse(true)
		}
		for _, row := range wrap(p.lines[i].text, at.w, p.rows) {
			if y == at.y+at.h {
				break
			}
			u.put(at.x, y, at.w, row, style)
			y++
		}
	}
}

// scroll moves the first line so that the cursor's is seen.
func (p *pane) scroll(limit, height int) {
	if height < 1 || len(p.lines) == 0 {
		return
	}
	if p.cursor < p.top {
		p.top = p.cursor
	}
	// first is the line that stands first when the cursor's stands last, third when a third of the pane is before it.
	first, third := p.cursor, p.cursor
	rows := p.rowsOf(p.cursor, limit)
	for before := 0; first > 0; first-- {
		n := p.rowsOf(first-1, limit)
		if rows+n > height {
			break
		}
		rows += n
		if before += n; before <= height/3 {
			third = first - 1
		}
	}
	if p.centre {
		p.top, p.centre = third, false
	}
	p.top = min(max(p.top, first), p.lastPage(limit, height))
}

// lastPage is the line that stands first when the last one stands last.
func (p *pane) lastPage(limit, height int) int {
	i := len(p.lines) - 1
	for rows := p.rowsOf(i, limit); i > 0; i-- {
		if rows += p.rowsOf(i-1, limit); rows > height {
			break
		}
	}
	return i
}

func (p *pane) rowsOf(i, limit int) int { return len(wrap(p.lines[i].text, limit, p.rows)) }

// put writes a text into a row, at most limit cells of it, and returns how many. Text from outside must be clean.
func (u *ui) put(x, y, limit int, text string, style tcell.Style) int {
	used, state := 0, -1
	for text != "" {
		var cluster string
		var cells int
		cluster, text, cells, state = uniseg.FirstGraphemeClusterInString(text, state)
		if used+cells > limit {
			break
		}
		u.screen.Put(x+used, y, cluster, style)
		used += cells
	}
	return used
}

// width is how many cells a text takes.
func width(text string) int { return uniseg.StringWidth(text) }

// maxShown bounds a line of a pane, in bytes.
const maxShown = 1 << 16

// clean makes a text harmless that a page may have chosen: no controls, nothing invisible, and no towers of combining marks.
func clean(text string) string {
	if len(text) > maxShown {
		text = text[:maxShown] + "…"
	}
	marks := 0
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			if marks++; marks > 2 {
				return -1
			}
			return r
		case unicode.In(r, unicode.Cf, unicode.Me, unicode.Co, unicode.Regional_Indicator), width(string(r)) == 0:
			r = unicode.ReplacementChar
		}
		marks = 0
		return r
	}, stepper.Plain(strings.ToValidUTF8(text, "\ufffd")))
}

// wrap breaks a text into rows, at a space where there is one in the second half of the row; what goes on stands a little to the right. What has no room
// in so many rows ends in "…".
func wrap(text string, limit, rows int) []string {
	if limit < 4 {
		return []string{text}
	}
	indent := strings.Repeat(" ", min(len(text)-len(strings.TrimLeft(text, " >·*"))+2, limit/3))
	var list []string
	row, used, space, state := "", 0, -1, -1 // space is where the row can be broken
	for text != "" {
		var cluster string
		var cells int
		cluster, text, cells, state = uniseg.FirstGraphemeClusterInString(text, state)
		if used+cells > limit {
			if len(list) == rows-1 {
				return append(list, shorten(row, limit))
			}
			rest := ""
			if cluster == " " {
				cluster, cells = "", 0
			} else if space > 0 {
				row, rest = row[:space], row[space+1:]
			}
			list = append(list, row)
			row = indent + rest
			used, space = width(row), -1
		}
		if cluster == " " && used > limit/2 {
			space = len(row)
		}
		row += cluster
		used += cells
	}
	return append(list, row)
}

// shorten has a row of full width end in "…".
func shorten(row string, limit int) string {
	for row != "" && width(row) >= limit {
		r := []rune(row)
		row = string(r[:len(r)-1])
	}
	return row + "…"
}
