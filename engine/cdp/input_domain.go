package cdp

import (
	"context"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/engine/cdp/wire"
)

// CDP's numbers of modifier keys and names of buttons.
func modifiersOf(bits int) engine.Modifiers {
	return engine.Modifiers{Alt: bits&1 != 0, Ctrl: bits&2 != 0, Meta: bits&4 != 0, Shift: bits&8 != 0}
}

var buttonNumbers = map[string]int{"": 0, "none": 0, "left": 0, "middle": 1, "right": 2, "back": 3, "forward": 4}

func inputMethods() map[string]func(context.Context, *call) {
	return map[string]func(context.Context, *call){
		"dispatchMouseEvent": dispatchMouse,
		"dispatchKeyEvent":   dispatchKey,
		"insertText": func(ctx context.Context, c *call) {
			var p struct{ Text string }
			if c.decode(&p) {
				c.session.target.page.Type(ctx, p.Text)
				c.reply(nil)
			}
		},
		"dispatchTouchEvent": func(_ context.Context, c *call) { c.fail(wire.Errorf("There is no touch screen")) },
	}
}

// dispatchMouse does something with the mouse on the element that Exeunt.pointAt named: the place
// that the command gives means nothing where nothing is laid out.
func dispatchMouse(ctx context.Context, c *call) {
	var p struct {
		Type, Button                   string
		Buttons, ClickCount, Modifiers int
	}
	if !c.decode(&p) {
		return
	}
	kinds := map[string]string{"mouseMoved": "move", "mousePressed": "press", "mouseReleased": "release"}
	kind, ok := kinds[p.Type]
	button, known := buttonNumbers[p.Button]
	switch {
	case p.Type == "mouseWheel":
		c.fail(wire.Errorf("Nothing is laid out, so there is nothing to scroll"))
		return
	case !ok:
		c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "Unexpected event type '" + p.Type + "'"})
		return
	case !known:
		c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "Invalid mouse button"})
		return
	}
	err := c.session.target.page.Mouse(ctx, engine.MouseAction{
		Type: kind, Button: button, Buttons: p.Buttons, Clicks: p.ClickCount, Modifiers: modifiersOf(p.Modifiers),
	})
	if err != nil {
		c.fail(wire.Errorf("%v", err))
		return
	}
	c.reply(nil)
}

func dispatchKey(ctx context.Context, c *call) {
	var p struct {
		Type, Key, Code, Text                      string
		WindowsVirtualKeyCode, Location, Modifiers int
	}
	if !c.decode(&p) {
		return
	}
	switch p.Type {
	case "keyDown", "rawKeyDown", "keyUp":
		c.session.target.page.Key(ctx, engine.KeyAction{
			Up: p.Type == "keyUp", Key: p.Key, Code: p.Code, Text: p.Text, Number: p.WindowsVirtualKeyCode, Location: p.Location,
			Modifiers: modifiersOf(p.Modifiers),
		})
	case "char":
		c.session.target.page.Type(ctx, p.Text)
	default:
		c.fail(&wire.Error{Code: wire.CodeInvalidParams, Message: "Unexpected event type '" + p.Type + "'"})
		return
	}
	c.reply(nil)
}

// pointAt is Exeunt.pointAt: the mouse is on an element from now on.
func pointAt(_ context.Context, c *call) {
	n := c.node()
	if n == nil {
		return
	}
	if err := c.session.target.page.PointAt(n); err != nil {
		c.fail(wire.Errorf("%v", err))
		return
	}
	c.reply(nil)
}
