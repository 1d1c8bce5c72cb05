package dom

import (
	"context"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/exeunt/exeunt/internal/webidl"
)

// SetData replaces all of a CharacterData node's text.
func (n *Node) SetData(ctx context.Context, data string) {
	old := n.Data
	queueRecord(n, MutationRecord{Type: "characterData", Target: n}, &old)
	n.Data = data
	n.OwnerDocument.version++
	if n.Parent != nil && n.IsText() && n.OwnerDocument.Hooks != nil {
		n.OwnerDocument.Hooks.ChildrenChanged(ctx, n.Parent)
	}
}

// Length is a node's length: of its text in UTF-16 code units, otherwise its number of children.
// https://dom.spec.whatwg.org/#concept-node-length
func (n *Node) Length() int {
	switch {
	case n.IsCharacterData():
		return len(utf16.Encode([]rune(n.Data)))
	case n.Type == DocumentTypeNode:
		return 0
	}
	count := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		count++
	}
	return count
}

// SubstringData implements "substring data"; offset and count are in UTF-16 code units.
// https://dom.spec.whatwg.org/#concept-cd-substring
func (n *Node) SubstringData(offset, count uint32) (string, error) {
	units := utf16.Encode([]rune(n.Data))
	start, end, err := clampUnits(len(units), offset, count)
	if err != nil {
		return "", err
	}
	return string(utf16.Decode(units[start:end])), nil
}

// ReplaceData implements "replace data"; offset and count are in UTF-16 code units.
// https://dom.spec.whatwg.org/#concept-cd-replace
func (n *Node) ReplaceData(ctx context.Context, offset, count uint32, data string) error {
	units := utf16.Encode([]rune(n.Data))
	start, end, err := clampUnits(len(units), offset, count)
	if err != nil {
		return err
	}
	n.SetData(ctx, string(utf16.Decode(units[:start]))+data+string(utf16.Decode(units[end:])))
	return nil
}

func clampUnits(length int, offset, count uint32) (start, end int, err error) {
	if int64(offset) > int64(length) {
		return 0, 0, webidl.DOMExceptionf("IndexSizeError", "offset %d is beyond the length %d", offset, length)
	}
	start = int(offset)
	return start, int(min(int64(length), int64(start)+int64(count))), nil
}

// SplitText implements "split" a text node.
// https://dom.spec.whatwg.org/#concept-text-split
func (n *Node) SplitText(ctx context.Context, offset uint32) (*Node, error) {
	rest, err := n.SubstringData(offset, ^uint32(0))
	if err != nil {
		return nil, err
	}
	created := n.OwnerDocument.CreateTextNode(rest)
	if n.Parent != nil {
		Insert(ctx, created, n.Parent, n.NextSibling)
	}
	return created, n.ReplaceData(ctx, offset, ^uint32(0), "")
}

// Normalize implements normalize(): no empty and no adjacent text nodes below n.
// https://dom.spec.whatwg.org/#dom-node-normalize
func (n *Node) Normalize(ctx context.Context) {
	for _, c := range n.InclusiveDescendants() {
		if c == n || c.Type != TextNode || c.Parent == nil {
			continue
		}
		data := c.Data
		var merged []*Node
		for next := c.NextSibling; next != nil && next.Type == TextNode; next = next.NextSibling {
			data += next.Data
			merged = append(merged, next)
		}
		if data == "" {
			Remove(ctx, c)
			continue
		}
		if len(merged) > 0 {
			c.SetData(ctx, data)
		}
		for _, m := range merged {
			if m.Parent != nil {
				Remove(ctx, m)
			}
		}
	}
}

// TextContent is the text of n's descendants, comments left out.
// https://dom.spec.whatwg.org/#concept-descendant-text-content
func (n *Node) TextContent() string {
	if n.IsCharacterData() {
		return n.Data
	}
	if c := n.FirstChild; c != nil && c == n.LastChild && c.IsText() {
		return c.Data
	}
	var b []byte
	for c := n.FirstChild; c != nil; c = c.Next(n) {
		if c.IsText() {
			b = append(b, c.Data...)
		}
	}
	return string(b)
}

// ChildText is the text of n's own text children.
// https://dom.spec.whatwg.org/#concept-child-text-content
func (n *Node) ChildText() string {
	text := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.IsText() {
			text += c.Data
		}
	}
	return text
}

// ASCIIUpper raises ASCII letters.
func ASCIIUpper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' && c < utf8.RuneSelf {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
