package bindings

import (
	"strconv"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/idl"
)

// imageMembers are the members of HTMLImageElement that tell of its image.
// https://html.spec.whatwg.org/multipage/embedded-content.html#the-img-element
func imageMembers() idl.Mixin {
	current := func(n *dom.Node) *html.ImageRequest { return html.ImageOf(n).Current }
	return idl.Mixin{
		idl.Get("complete", idl.Boolean, func(n *dom.Node) bool { return html.ImageOf(n).Complete(n) }),
		idl.Get("currentSrc", idl.USVString, func(n *dom.Node) string { return current(n).URL }),
		idl.Get("naturalWidth", idl.UnsignedLong, func(n *dom.Node) uint32 { return uint32(current(n).Width) }),
		idl.Get("naturalHeight", idl.UnsignedLong, func(n *dom.Node) uint32 { return uint32(current(n).Height) }),
		imageSize("width", func(n *dom.Node) int { return current(n).Width }),
		imageSize("height", func(n *dom.Node) int { return current(n).Height }),
		reflect("referrerPolicy", "referrerpolicy"), reflect("loading", "loading"),
	}
}

// imageSize is width or height: what the attribute asks for, else the image's own. No image is rendered.
// https://html.spec.whatwg.org/multipage/embedded-content.html#dom-img-width
func imageSize(name string, natural func(n *dom.Node) int) idl.Member {
	return idl.Get(name, idl.UnsignedLong, func(n *dom.Node) uint32 {
		if size, err := strconv.ParseUint(attrOf(n, name), 10, 31); err == nil {
			return uint32(size)
		}
		return uint32(natural(n))
	}).Set(func(c idl.Call, n *dom.Node, size uint32) error {
		n.SetAttr(c.Context(), name, strconv.FormatUint(uint64(size), 10))
		return nil
	})
}
