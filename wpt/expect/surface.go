package expect

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed surface.txt
var surfaceText string

// A SurfaceReasons says why members of interfaces differ between the engine and Chrome.
type SurfaceReasons map[string]string

// surfaceReasons are read once; a test makes sure that the file can be.
var surfaceReasons = sync.OnceValue(func() SurfaceReasons {
	r, err := ParseSurfaceReasons(surfaceText)
	if err != nil {
		panic(err)
	}
	return r
})

// SurfaceReason returns why a member, or all of an interface's under "Interface.*", differs; "" for no known reason.
func SurfaceReason(member string) string { return surfaceReasons().Of(member) }

// Of returns the reason for a member.
func (r SurfaceReasons) Of(member string) string {
	if reason, ok := r[member]; ok {
		return reason
	}
	name, _, _ := strings.Cut(member, ".")
	return r[name+".*"]
}

// ParseSurfaceReasons reads lines of the form "MEMBER: REASON". Empty lines, and those that begin with "#", are comments.
func ParseSurfaceReasons(text string) (SurfaceReasons, error) {
	reasons := SurfaceReasons{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		member, reason, ok := strings.Cut(line, ": ")
		if reason = strings.TrimSpace(reason); !ok || reason == "" || member == "" {
			return nil, fmt.Errorf("surface.txt:%d: want MEMBER: REASON", n)
		}
		if _, twice := reasons[member]; twice {
			return nil, fmt.Errorf("surface.txt:%d: %s stands twice", n, member)
		}
		reasons[member] = reason
	}
	return reasons, nil
}
