package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
)

// pipe lets the response run through the pipes that the file's name and the
// query's last "pipe" parameter ask for.
// https://web-platform-tests.org/writing-tests/server-pipes.html
func (c *call) pipe(name string) {
	if strings.Contains(path.Base(name), ".sub.") {
		escape := false
		switch path.Ext(name) {
		case ".html", ".htm", ".xht", ".xhtml", ".xml", ".svg":
			escape = true
		}
		c.res.replace(c.substitute(c.res.resolve(), escape))
	}
	text := ""
	for _, field := range c.get {
		if field.name == "pipe" && field.value != "" {
			text = field.value
		}
	}
	for _, p := range parsePipes(text) {
		if err := c.apply(p); err != nil {
			panic(fmt.Errorf("pipe %s: %w", p.name, err))
		}
	}
}

// A pipeCall is one pipe with its arguments.
type pipeCall struct {
	name      string
	arguments []string
}

// parsePipes reads "a(x,y)|b(z)". In arguments a backslash escapes: \n, \r and \t
// are what they are elsewhere, any other character is itself.
func parsePipes(text string) []pipeCall {
	var calls []pipeCall
	for i := 0; i < len(text); {
		start := i
		for i < len(text) && text[i] != '(' && text[i] != '|' {
			i++
		}
		p := pipeCall{name: text[start:i]}
		if i < len(text) && text[i] == '(' {
			p.arguments, i = pipeArguments(text, i+1)
		} else {
			i++
		}
		if p.name != "" {
			calls = append(calls, p)
		}
	}
	return calls
}

// pipeArguments reads up to the closing parenthesis, or the end of the text.
func pipeArguments(text string, i int) ([]string, int) {
	var arguments []string
	var argument strings.Builder
	for ; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
			if i == len(text) {
				break
			}
			switch text[i] {
			case 'n':
				argument.WriteByte('\n')
			case 'r':
				argument.WriteByte('\r')
			case 't':
				argument.WriteByte('\t')
			default:
				argument.WriteByte(text[i])
			}
		case ',':
			arguments = append(arguments, argument.String())
			argument.Reset()
		case ')':
			return append(arguments, argument.String()), i + 1
		default:
			argument.WriteByte(text[i])
		}
	}
	return append(arguments, argument.String()), len(text)
}

// apply changes the response by one pipe.
func (c *call) apply(p pipeCall) error {
	arity := map[string][2]int{"status": {1, 1}, "header": {2, 3}, "slice": {1, 2}, "trickle": {1, 1}, "gzip": {0, 1}, "sub": {0, 1}}
	limits, known := arity[p.name]
	if !known {
		return fmt.Errorf("there is no such pipe")
	}
	if n := len(p.arguments); n < limits[0] || n > limits[1] {
		return fmt.Errorf("%d arguments are too few or too many", n)
	}
	a := p.arguments
	r := c.res
	switch p.name {
	case "status":
		code, err := strconv.Atoi(strings.TrimSpace(a[0]))
		if err != nil {
			return err
		}
		r.status, r.reason = code, ""
	case "header":
		if len(a) == 3 && (a[2] == "1" || strings.EqualFold(a[2], "true")) {
			r.header.add(a[0], a[1])
		} else {
			r.header.set(a[0], a[1])
		}
	case "slice":
		body := r.resolve()
		from, to, err := sliceBounds(a, len(body))
		if err != nil {
			return err
		}
		r.replace(body[from:to])
	case "gzip":
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		if _, err := w.Write(r.resolve()); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		r.header.set("Content-Encoding", "gzip")
		r.replace(out.Bytes())
	case "sub":
		r.replace(c.substitute(r.resolve(), len(a) == 0 || a[0] != "none" && !strings.EqualFold(a[0], "null")))
	case "trickle":
		return c.trickle(a[0])
	}
	return nil
}

// sliceBounds reads the bounds of a slice; negative ones count from the end, and
// "null" or none is the end itself.
func sliceBounds(arguments []string, size int) (from, to int, err error) {
	bounds := [2]int{0, size}
	for i, text := range arguments {
		if strings.EqualFold(text, "null") {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			return 0, 0, err
		}
		if n < 0 {
			n += size
		}
		bounds[i] = min(max(n, 0), size)
	}
	return bounds[0], max(bounds[0], bounds[1]), nil
}

// maxParts limits how often "r" repeats, so that no URL makes a body without end.
const maxParts = 1 << 20

// trickle makes the body come in parts: "d1:100:r2" waits a second, sends a hundred
// bytes, and repeats the last two of these until all is sent.
func (c *call) trickle(text string) error {
	r := c.res
	body := r.resolve()
	if !r.header.has("Cache-Control") && !r.header.has("Pragma") && !r.header.has("Expires") {
		r.header.set("Cache-Control", "no-cache, no-store, must-revalidate")
		r.header.set("Pragma", "no-cache")
		r.header.set("Expires", "0")
	}
	parts, err := trickleParts(text, len(body))
	if err != nil {
		return err
	}
	r.parts = parts
	return nil
}

// trickleParts works out the parts of a body of size bytes.
func trickleParts(text string, size int) ([]part, error) {
	var steps []part // either a delay or a number of bytes
	repeat := 0
	items := strings.Split(text, ":")
	for i, item := range items {
		switch {
		case strings.HasPrefix(item, "d"):
			seconds, err := strconv.ParseFloat(item[1:], 64)
			if err != nil || !(seconds >= 0 && seconds < 1e6) {
				return nil, fmt.Errorf("%q is no delay in seconds", item)
			}
			steps = append(steps, part{delay: time.Duration(seconds * float64(time.Second))})
		case strings.HasPrefix(item, "r"):
			n, err := strconv.Atoi(item[1:])
			if err != nil || n < 0 || n%2 != 0 || n > len(steps) {
				return nil, fmt.Errorf("%q repeats no even number of earlier items", item)
			}
			if i == len(items)-1 {
				repeat = n
			}
		default:
			n, err := strconv.Atoi(item)
			if err != nil || n < 0 {
				return nil, fmt.Errorf("%q is no number of bytes", item)
			}
			steps = append(steps, part{bytes: n})
		}
	}
	parts := make([]part, 0, len(steps))
	pending := time.Duration(0)
	left := size
	run := func(steps []part) {
		for _, step := range steps {
			pending += step.delay
			if n := min(step.bytes, left); n > 0 {
				parts = append(parts, part{pending, n})
				pending, left = 0, left-n
			}
		}
	}
	run(steps)
	for repeat > 0 && left > 0 {
		before := left
		run(steps[len(steps)-repeat:])
		if left == before || len(parts) > maxParts {
			return nil, fmt.Errorf("%q never ends", text)
		}
	}
	if pending > 0 { // before the rest, or before the end
		parts = append(parts, part{pending, left})
	}
	return parts, nil
}
