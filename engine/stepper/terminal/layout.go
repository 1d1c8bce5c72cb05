package terminal

// place is a rectangle of the screen, in cells.
type place struct{ x, y, w, h int }

// placed is a pane with its place.
type placed struct {
	pane int
	place
}

// From this size on panes stand side by side; below, the focused one has all the room.
const (
	wideEnough = 60
	highEnough = 12
)

// rightRows is how many rows a pane of the right column has at least.
const rightRows = 7

// rightColumn are the panes of the right column, in the order in which they get room.
var rightColumn = []int{stackPane, framesPane, deferredPane, historyPane, queuePane, watchesPane, breaksPane, storagePane}

// places lays out the panes that are seen in w × h cells: at the left the algorithm above the log, at the right as many of the others as
// have room. The one that was picked last of those without room stands in the last one's place.
func (u *ui) places(w, h int) []placed {
	if u.zoom || w < wideEnough || h < highEnough {
		return []placed{{u.focus, place{0, 0, w, h}}}
	}
	n := min(max(h/rightRows, 2), len(rightColumn))
	shown := append([]int{}, rightColumn[:n]...)
	for _, p := range rightColumn[n:] {
		if p == u.last {
			shown[n-1] = p
		}
	}
	left := w * 11 / 20
	log := max(5, h/3)
	list := []placed{{algorithmPane, place{0, 0, left, h - log}}, {logPane, place{0, h - log, left, log}}}
	y := 0
	for i, p := range shown {
		rows := (h - y) / (n - i)
		list = append(list, placed{p, place{left + 1, y, w - left - 1, rows}})
		y += rows
	}
	return list
}

// focusOn picks a pane.
func (u *ui) focusOn(pane int) {
	u.focus = pane
	if pane != algorithmPane && pane != logPane {
		u.last = pane
	}
}

// nextPane picks the pane after the focused one, or before it, among those that are seen; all of them when one is.
func (u *ui) nextPane(by int) {
	w, h := u.screen.Size()
	shown := u.places(w, h-3)
	if len(shown) == 1 {
		u.focusOn((u.focus + by + paneCount) % paneCount)
		return
	}
	at := 0
	for i, p := range shown {
		if p.pane == u.focus {
			at = i
		}
	}
	u.focus = shown[(at+by+len(shown))%len(shown)].pane
}
