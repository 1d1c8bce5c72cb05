package server

import (
	"cmp"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
)

// usualPorts are the ports that upstream's runner uses. Their numbers of digits
// matter to tests that count the bytes of a URL.
var usualPorts = map[string][]int{
	"http": {8000, 8001}, "http-local": {8002}, "http-public": {8003},
	"https": {8443, 8444}, "https-local": {8445}, "https-public": {8446},
	"ws": {8888}, "wss": {8889}, "h2": {9000}, "webtransport-h3": {11000},
}

// Where other ports are looked for: four digits, none that a browser refuses.
const (
	firstSpare = 8100
	lastSpare  = 9899
)

// schemes is the order in which ports are taken.
var schemes = []string{"http", "https", "h2", "http-local", "http-public", "https-local", "https-public", "ws", "wss"}

// A listener is one open port.
type listener struct {
	net.Listener
	scheme string
}

// listen opens all ports. wanted overrides the usual ones; 0 means "choose".
func listen(wanted map[string][]int) (open []listener, ports map[string][]int, canonical map[int]int, err error) {
	for scheme := range wanted {
		if !slices.Contains(schemes, scheme) {
			return nil, nil, nil, fmt.Errorf("listen: no scheme is called %q", scheme)
		}
	}
	defer func() {
		if err != nil {
			closeAll(open)
		}
	}()
	ports = map[string][]int{"webtransport-h3": usualPorts["webtransport-h3"]}
	canonical = map[int]int{}
	spare := firstSpare
	type request struct {
		scheme       string
		index, fixed int
	}
	var requests []request
	for _, scheme := range schemes {
		for i := range max(len(usualPorts[scheme]), len(wanted[scheme])) {
			r := request{scheme: scheme, index: i}
			if i < len(wanted[scheme]) {
				r.fixed = wanted[scheme][i]
			}
			requests = append(requests, r)
		}
		ports[scheme] = make([]int, max(len(usualPorts[scheme]), len(wanted[scheme])))
	}
	// Fixed ports first, so that no choice takes them.
	slices.SortStableFunc(requests, func(a, b request) int { return cmp.Compare(min(b.fixed, 1), min(a.fixed, 1)) })
	for _, r := range requests {
		usual := 0
		if r.index < len(usualPorts[r.scheme]) {
			usual = usualPorts[r.scheme][r.index]
		}
		var l net.Listener
		if r.fixed != 0 {
			if l, err = net.Listen("tcp4", address(r.fixed)); err != nil {
				return open, nil, nil, fmt.Errorf("port %d (%s) cannot be used: %w", r.fixed, r.scheme, err)
			}
		} else if l, err = choose(usual, &spare); err != nil {
			return open, nil, nil, fmt.Errorf("no port is free for %s: %w", r.scheme, err)
		}
		open = append(open, listener{l, r.scheme})
		port := l.Addr().(*net.TCPAddr).Port
		ports[r.scheme][r.index] = port
		if usual != 0 {
			canonical[port] = usual
		}
	}
	return open, ports, canonical, nil
}

// choose takes the usual port if it is free, else the next spare one.
func choose(usual int, spare *int) (net.Listener, error) {
	if usual != 0 {
		if l, err := net.Listen("tcp4", address(usual)); err == nil {
			return l, nil
		}
	}
	var err error
	for ; *spare <= lastSpare; *spare++ {
		if isUsual(*spare) {
			continue
		}
		var l net.Listener
		if l, err = net.Listen("tcp4", address(*spare)); err == nil {
			*spare++
			return l, nil
		}
	}
	return nil, cmp.Or(err, fmt.Errorf("%d to %d are all taken", firstSpare, lastSpare))
}

// isUsual reports whether the port is one that reports use as a canonical number.
func isUsual(port int) bool {
	for _, ports := range usualPorts {
		if slices.Contains(ports, port) {
			return true
		}
	}
	return false
}

func address(port int) string { return "127.0.0.1:" + strconv.Itoa(port) }

func closeAll(open []listener) {
	for _, l := range open {
		_ = l.Close()
	}
}

// unusual gives the chosen ports that are not the usual ones, in decimal.
func (s *Server) unusual() []string {
	s.unusualOnce.Do(func() {
		for port, usual := range s.canonical {
			if port != usual {
				s.unusualPorts = append(s.unusualPorts, strconv.Itoa(port))
			}
		}
	})
	return s.unusualPorts
}

// Canonical replaces this server's chosen ports by the usual ones, wherever text
// has them behind one of the suite's host names: "web-platform.test:8100" becomes
// "web-platform.test:8443". For reports and traces, which must not depend on
// which ports were free.
func (s *Server) Canonical(text string) string {
	if !slices.ContainsFunc(s.unusual(), func(port string) bool { return strings.Contains(text, port) }) {
		return text
	}
	var out strings.Builder
	done := 0 // bytes of text that are in out
	for at := 0; ; {
		next := strings.IndexAny(text[at:], ":%")
		if next < 0 {
			break
		}
		colon := at + next
		at = colon + colonLength(text[colon:])
		digits := at
		for digits < min(len(text), at+5) && '0' <= text[digits] && text[digits] <= '9' {
			digits++
		}
		port, err := strconv.Atoi(text[at:digits])
		usual, ok := s.canonical[port]
		if err != nil || !ok {
			at = max(at, colon+1)
			continue
		}
		host := colon
		for host > done && isHostByte(text[host-1]) {
			host--
		}
		if isSuiteHost(text[host:colon]) {
			out.WriteString(text[done:at])
			out.WriteString(strconv.Itoa(usual))
			done = digits
		}
		at = digits
	}
	return out.String() + text[done:]
}

// colonLength is how long the colon is with which text begins: it may be percent-encoded once or twice, as in a URL inside a
// URL. 0 if there is none.
func colonLength(text string) int {
	for _, colon := range []string{":", "%3A", "%3a", "%253A", "%253a"} {
		if strings.HasPrefix(text, colon) {
			return len(colon)
		}
	}
	return 0
}

func isHostByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '.' || b == '-'
}
