package harness

import (
	"regexp"
	"strconv"
	"strings"
)

// escapedPort matches a port behind a colon that was percent-encoded, once or
// several times, as tests do that hand URLs on in queries.
var escapedPort = regexp.MustCompile(`(%(?:25)*3[Aa])([0-9]{2,5})\b`)

// newCanonical gives the server's Canonical, extended to URLs inside of URLs.
func newCanonical(s testServer) func(string) string {
	ports := make(map[string]string)
	for _, list := range s.Ports() {
		for _, p := range list {
			chosen := strconv.Itoa(p)
			_, usual, _ := strings.Cut(s.Canonical("web-platform.test:"+chosen), ":")
			if usual != "" && usual != chosen {
				ports[chosen] = usual
			}
		}
	}
	return func(text string) string {
		text = s.Canonical(text)
		if len(ports) == 0 || !strings.Contains(text, "%") {
			return text
		}
		return escapedPort.ReplaceAllStringFunc(text, func(m string) string {
			parts := escapedPort.FindStringSubmatch(m)
			if usual, ok := ports[parts[2]]; ok {
				return parts[1] + usual
			}
			return m
		})
	}
}

// canonicalLines makes a long text canonical line by line: few lines have a port in them, and those without one cost next to nothing.
func canonicalLines(text []byte, canonical func(string) string) []byte {
	out := make([]byte, 0, len(text)+len(text)/16)
	for line := range strings.Lines(string(text)) {
		out = append(out, canonical(line)...)
	}
	return out
}
