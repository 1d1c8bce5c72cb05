package harness

import "unicode/utf8"

// A keySpec is what CDP's Input.dispatchKeyEvent wants to know of one.
type keySpec struct {
	key, code, text string
	number          int // Windows' virtual key code, which browsers go by
	location        int
	modifier        int // the bit among CDP's modifiers
}

// Bits of CDP's modifiers.
const (
	modifierAlt = 1 << iota
	modifierControl
	modifierMeta
	modifierShift
)

// specialKeys are WebDriver's keys that type nothing, by their code points.
// https://w3c.github.io/webdriver/#keyboard-actions
var specialKeys = map[rune]keySpec{
	'\uE001': {key: "Cancel", number: 3}, '\uE002': {key: "Help", code: "Help", number: 47},
	'\uE003': {key: "Backspace", code: "Backspace", number: 8}, '\uE004': {key: "Tab", code: "Tab", number: 9},
	'\uE005': {key: "Clear", number: 12},
	'\uE006': {key: "Enter", code: "Enter", text: "\r", number: 13}, '\uE007': {key: "Enter", code: "Enter", text: "\r", number: 13},
	'\uE008': {key: "Shift", code: "ShiftLeft", number: 16, location: 1, modifier: modifierShift},
	'\uE009': {key: "Control", code: "ControlLeft", number: 17, location: 1, modifier: modifierControl},
	'\uE00A': {key: "Alt", code: "AltLeft", number: 18, location: 1, modifier: modifierAlt},
	'\uE00B': {key: "Pause", code: "Pause", number: 19}, '\uE00C': {key: "Escape", code: "Escape", number: 27},
	'\uE00D': {key: " ", code: "Space", text: " ", number: 32},
	'\uE00E': {key: "PageUp", code: "PageUp", number: 33}, '\uE00F': {key: "PageDown", code: "PageDown", number: 34},
	'\uE010': {key: "End", code: "End", number: 35}, '\uE011': {key: "Home", code: "Home", number: 36},
	'\uE012': {key: "ArrowLeft", code: "ArrowLeft", number: 37}, '\uE013': {key: "ArrowUp", code: "ArrowUp", number: 38},
	'\uE014': {key: "ArrowRight", code: "ArrowRight", number: 39}, '\uE015': {key: "ArrowDown", code: "ArrowDown", number: 40},
	'\uE016': {key: "Insert", code: "Insert", number: 45}, '\uE017': {key: "Delete", code: "Delete", number: 46},
	'\uE031': {key: "F1", code: "F1", number: 112}, '\uE032': {key: "F2", code: "F2", number: 113},
	'\uE033': {key: "F3", code: "F3", number: 114}, '\uE034': {key: "F4", code: "F4", number: 115},
	'\uE035': {key: "F5", code: "F5", number: 116}, '\uE036': {key: "F6", code: "F6", number: 117},
	'\uE037': {key: "F7", code: "F7", number: 118}, '\uE038': {key: "F8", code: "F8", number: 119},
	'\uE039': {key: "F9", code: "F9", number: 120}, '\uE03A': {key: "F10", code: "F10", number: 121},
	'\uE03B': {key: "F11", code: "F11", number: 122}, '\uE03C': {key: "F12", code: "F12", number: 123},
	'\uE03D': {key: "Meta", code: "MetaLeft", number: 91, location: 1, modifier: modifierMeta},
	'\uE050': {key: "Shift", code: "ShiftRight", number: 16, location: 2, modifier: modifierShift},
	'\uE051': {key: "Control", code: "ControlRight", number: 17, location: 2, modifier: modifierControl},
	'\uE052': {key: "Alt", code: "AltRight", number: 18, location: 2, modifier: modifierAlt},
	'\uE053': {key: "Meta", code: "MetaRight", number: 92, location: 2, modifier: modifierMeta},
}

// keyOf describes the key of a text.
func keyOf(text string) keySpec {
	r, size := utf8.DecodeRuneInString(text)
	if k, ok := specialKeys[r]; ok && size == len(text) {
		return k
	}
	k := keySpec{key: text, text: text}
	switch {
	case r >= 'a' && r <= 'z':
		k.code, k.number = "Key"+string(r-'a'+'A'), int(r-'a'+'A')
	case r >= 'A' && r <= 'Z':
		k.code, k.number = "Key"+text, int(r)
	case r >= '0' && r <= '9':
		k.code, k.number = "Digit"+text, int(r)
	case r == ' ':
		k.code, k.number = "Space", 32
	case r == '\n' || r == '\r':
		return specialKeys['\uE007']
	case r == '\t':
		return specialKeys['\uE004']
	}
	return k
}

// modifierOf is the modifier that a key is, 0 for none.
func modifierOf(text string) int { return keyOf(text).modifier }

// A keyboard knows which of its keys are down.
type keyboard struct {
	modifiers int
	held      []string // in the order in which they went down
}

func (b *keyboard) event(p *place, kind string, k keySpec) error {
	params := map[string]any{
		"type": kind, "key": k.key, "code": k.code, "windowsVirtualKeyCode": k.number, "location": k.location, "modifiers": b.modifiers,
	}
	if kind == "keyDown" {
		if k.text != "" && b.modifiers&^modifierShift == 0 {
			params["text"], params["unmodifiedText"] = k.text, k.text
		} else {
			params["type"] = "rawKeyDown" // types nothing
		}
	}
	return p.call("Input.dispatchKeyEvent", params, nil)
}

func (b *keyboard) down(p *place, text string) error {
	k := keyOf(text)
	b.modifiers |= k.modifier
	b.held = append(b.held, text)
	return b.event(p, "keyDown", k)
}

func (b *keyboard) up(p *place, text string) error {
	k := keyOf(text)
	b.modifiers &^= k.modifier
	for i, h := range b.held {
		if h == text {
			b.held = append(b.held[:i:i], b.held[i+1:]...)
			break
		}
	}
	return b.event(p, "keyUp", k)
}

// releaseAll lets go of what is down, the last first.
func (b *keyboard) releaseAll(p *place) error {
	for len(b.held) > 0 {
		if err := b.up(p, b.held[len(b.held)-1]); err != nil {
			return err
		}
	}
	return nil
}
