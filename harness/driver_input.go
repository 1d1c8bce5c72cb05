package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/runtime"
)

// A point is where a pointer is, in CSS pixels from the viewport of a target's main frame.
type point struct{ x, y float64 }

// pointAt finds where an element can be pointed at. A browser that lays nothing out is told which
// element is meant, and then takes any place for it.
func (p *place) pointAt(object runtime.RemoteObjectID) (point, error) {
	params := map[string]any{"objectId": object}
	err := p.call("Exeunt.pointAt", params, nil)
	if err == nil || !unknownMethod(err) {
		return point{}, err
	}
	// Input goes to a page that is seen: whoever clicks on a window has it before him.
	var visibility string
	if err := p.evaluate("document.visibilityState", &visibility); err == nil && visibility == "hidden" {
		if err := p.call("Page.bringToFront", nil, nil); err != nil {
			return point{}, err
		}
	}
	// One that cannot be scrolled to may be in view already.
	_ = p.call("DOM.scrollIntoViewIfNeeded", params, nil)
	var quads struct {
		Quads [][]float64 `json:"quads"`
	}
	if err := p.call("DOM.getContentQuads", params, &quads); err != nil {
		return point{}, err
	}
	if len(quads.Quads) == 0 || len(quads.Quads[0]) != 8 {
		return point{}, errors.New("the element is not shown")
	}
	var metrics struct {
		View struct {
			Width  float64 `json:"clientWidth"`
			Height float64 `json:"clientHeight"`
		} `json:"cssLayoutViewport"`
	}
	if err := p.call("Page.getLayoutMetrics", nil, &metrics); err != nil {
		return point{}, err
	}
	q := quads.Quads[0]
	left, right := max(0, min(q[0], q[4])), min(metrics.View.Width, max(q[0], q[4]))
	top, bottom := max(0, min(q[1], q[5])), min(metrics.View.Height, max(q[1], q[5]))
	if left > right || top > bottom {
		return point{}, errors.New("the element is out of view")
	}
	return point{(left + right) / 2, (top + bottom) / 2}, nil
}

// A pointer is a source of pointer actions.
type pointer struct {
	at      point
	known   bool // it has been somewhere
	touch   bool
	buttons int
}

var mouseButtons = []string{"left", "middle", "right", "back", "forward"}

// buttonBits are the members of MouseEvent.buttons, by the number of the button.
var buttonBits = []int{1, 4, 2, 8, 16}

func (p *place) mouse(s *pointer, kind string, button, clicks, modifiers int) error {
	if s.touch {
		kinds := map[string]string{"mousePressed": "touchStart", "mouseReleased": "touchEnd", "mouseMoved": "touchMove"}
		points := []map[string]float64{}
		if kind != "mouseReleased" {
			points = append(points, map[string]float64{"x": s.at.x, "y": s.at.y})
		}
		if kind == "mouseMoved" && s.buttons == 0 {
			return nil // a finger in the air
		}
		return p.call("Input.dispatchTouchEvent", map[string]any{"type": kinds[kind], "touchPoints": points, "modifiers": modifiers}, nil)
	}
	name := "none"
	if kind != "mouseMoved" {
		name = mouseButtons[button]
	} else {
		for i, bit := range buttonBits {
			if s.buttons&bit != 0 {
				name = mouseButtons[i]
				break
			}
		}
	}
	return p.call("Input.dispatchMouseEvent", map[string]any{
		"type": kind, "x": s.at.x, "y": s.at.y, "button": name, "buttons": s.buttons, "clickCount": clicks, "modifiers": modifiers,
	}, nil)
}

func (p *place) press(s *pointer, button, clicks, modifiers int) error {
	s.buttons |= buttonBits[button]
	return p.mouse(s, "mousePressed", button, clicks, modifiers)
}

func (p *place) release(s *pointer, button, clicks, modifiers int) error {
	s.buttons &^= buttonBits[button]
	return p.mouse(s, "mouseReleased", button, clicks, modifiers)
}

func click(d *driver, _ *place, params json.RawMessage) (any, error) {
	p, object, err := d.subject(params)
	if err != nil {
		return nil, err
	}
	s := &pointer{}
	if s.at, err = p.pointAt(object); err != nil {
		return nil, err
	}
	for _, act := range []func() error{
		func() error { return p.mouse(s, "mouseMoved", 0, 0, 0) },
		func() error { return p.press(s, 0, 1, 0) },
		func() error { return p.release(s, 0, 1, 0) },
	} {
		if err := act(); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// sendKeys focuses the element, as WebDriver's Element Send Keys does, and types.
func sendKeys(d *driver, _ *place, params json.RawMessage) (any, error) {
	q, err := decode[struct {
		At   element
		Keys string
	}](params)
	if err != nil {
		return nil, err
	}
	p, object, err := d.resolve(q.At)
	if err != nil {
		return nil, err
	}
	focus := map[string]any{"objectId": object, "functionDeclaration": `function () {
  const d = this.ownerDocument;
  if (d.activeElement !== this) {
    this.focus();
    if (typeof this.value === 'string' && typeof this.setSelectionRange === 'function') {
      try { this.setSelectionRange(this.value.length, this.value.length); } catch {}
    }
  }
}`}
	if err := p.call("Runtime.callFunctionOn", focus, nil); err != nil {
		return nil, err
	}
	board := &keyboard{}
	for _, k := range keys(q.Keys) {
		// A modifier stays down until the end, or until its NULL.
		if k == "\uE000" {
			if err := board.releaseAll(p); err != nil {
				return nil, err
			}
			continue
		}
		if err := board.down(p, k); err != nil {
			return nil, err
		}
		if modifierOf(k) == 0 {
			if err := board.up(p, k); err != nil {
				return nil, err
			}
		}
	}
	return nil, board.releaseAll(p)
}

// An actionSource is one device of an action sequence, as WebDriver describes it.
type actionSource struct {
	Type       string
	Parameters struct{ PointerType string }
	Actions    []action
}

type action struct {
	Type           string
	Duration       float64 // milliseconds
	Value          string  // of a key
	Button         int
	X, Y           float64
	DeltaX, DeltaY float64
	Origin         json.RawMessage // "viewport", "pointer" or an element
}

// actionSequence performs actions tick by tick: in each, one action of every source.
func actionSequence(d *driver, p *place, params json.RawMessage) (any, error) {
	q, err := decode[struct{ Sources []actionSource }](params)
	if err != nil {
		return nil, err
	}
	board := &keyboard{}
	pointers := make([]*pointer, len(q.Sources))
	clicks := make([]int, len(q.Sources))
	ticks := 0
	for i, s := range q.Sources {
		pointers[i] = &pointer{touch: s.Parameters.PointerType == "touch"}
		ticks = max(ticks, len(s.Actions))
	}
	for tick := range ticks {
		pause := 0.0
		for i, s := range q.Sources {
			if tick >= len(s.Actions) {
				continue
			}
			a := s.Actions[tick]
			if a.Type == "pause" {
				pause = max(pause, a.Duration)
				continue
			}
			if err := d.act(p, a, board, pointers[i], &clicks[i]); err != nil {
				return nil, fmt.Errorf("%s: %w", a.Type, err)
			}
		}
		d.pause(p, time.Duration(pause*float64(time.Millisecond)))
	}
	return nil, board.releaseAll(p)
}

// pause lets time pass between two ticks; on a virtual clock none needs to.
func (d *driver) pause(p *place, length time.Duration) {
	if d.visit.slot.run.browser.Virtual || length <= 0 {
		return
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-p.ctx.Done():
	}
}

func (d *driver) act(p *place, a action, board *keyboard, s *pointer, clicks *int) error {
	if a.Button < 0 || a.Button >= len(mouseButtons) {
		return fmt.Errorf("there is no button %d", a.Button)
	}
	switch a.Type {
	case "keyDown":
		return board.down(p, a.Value)
	case "keyUp":
		return board.up(p, a.Value)
	case "pointerMove":
		at, err := d.aim(p, a, s.at)
		if err != nil {
			return err
		}
		if at != s.at {
			*clicks = 0
		}
		s.at, s.known = at, true
		return p.mouse(s, "mouseMoved", 0, 0, board.modifiers)
	case "pointerDown":
		*clicks++
		return p.press(s, a.Button, *clicks, board.modifiers)
	case "pointerUp":
		return p.release(s, a.Button, *clicks, board.modifiers)
	case "pointerCancel":
		return p.call("Input.dispatchTouchEvent", map[string]any{"type": "touchCancel", "touchPoints": []any{}}, nil)
	case "scroll":
		at, err := d.aim(p, a, s.at)
		if err != nil {
			return err
		}
		return p.call("Input.dispatchMouseEvent", map[string]any{
			"type": "mouseWheel", "x": at.x, "y": at.y, "deltaX": a.DeltaX, "deltaY": a.DeltaY, "modifiers": board.modifiers,
		}, nil)
	}
	return errors.New("the harness does not know this action")
}

// aim finds where an action of a pointer is.
func (d *driver) aim(p *place, a action, now point) (point, error) {
	var origin string
	if len(a.Origin) == 0 || json.Unmarshal(a.Origin, &origin) == nil {
		if origin == "pointer" {
			return point{now.x + a.X, now.y + a.Y}, nil
		}
		return point{a.X, a.Y}, nil
	}
	at, err := decode[element](a.Origin)
	if err != nil {
		return point{}, err
	}
	where, object, err := d.resolve(at)
	if err != nil {
		return point{}, err
	}
	if where.session != p.session {
		return point{}, errors.New("the element is in another window than the actions")
	}
	center, err := where.pointAt(object)
	return point{center.x + a.X, center.y + a.Y}, err
}
