package server

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A response is what a handler makes. Its body is bytes, sent whole or in parts;
// or a function that writes it, for bodies that have no end.
type response struct {
	status int
	reason string // "" for the usual one
	header headers
	body   []byte
	parts  []part        // when the body is sent piecemeal: after which delays how many bytes, the rest at the end
	before time.Duration // what passes before the answer, when a pipe had to have the whole delayed body
	stream func(*bodyWriter)
	raw    []byte // a whole response, status line included, to be sent as it is
	broken []byte // what follows the parts of a body whose chunked encoding is to break
	noSize bool   // send no Content-Length
	sent   int    // the status that went out; 0 before
}

func newResponse() *response { return &response{status: http.StatusOK} }

// headers is an ordered list that keeps names as they are written.
type headers []field

func (h headers) index(name string) int {
	return slices.IndexFunc(h, func(f field) bool { return strings.EqualFold(f.name, name) })
}

func (h headers) has(name string) bool { return h.index(name) >= 0 }

// value is the last value of that name, or "".
func (h headers) value(name string) string {
	value := ""
	for _, f := range h {
		if strings.EqualFold(f.name, name) {
			value = f.value
		}
	}
	return value
}

// set replaces all headers of that name.
func (h *headers) set(name, value string) {
	at := h.index(name)
	if at < 0 {
		*h = append(*h, field{name, value})
		return
	}
	kept := (*h)[:at:at]
	kept = append(kept, field{name, value})
	for _, f := range (*h)[at+1:] {
		if !strings.EqualFold(f.name, name) {
			kept = append(kept, f)
		}
	}
	*h = kept
}

func (h *headers) add(name, value string) { *h = append(*h, field{name, value}) }

// text makes a plain body.
func (r *response) text(kind, body string) {
	r.header.set("Content-Type", kind)
	r.body = []byte(body)
}

// json makes a JSON body of a value that can be encoded.
func (r *response) json(kind string, value any) {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	r.text(kind, string(encoded))
}

// fail makes the answer an error, in the form that wptserve gives its errors.
func (r *response) fail(status int, message string) {
	*r = response{status: status, sent: r.sent}
	r.json("application/json", map[string]any{"error": map[string]any{"code": status, "message": message}})
}

// resolve is the whole body, for a pipe that works on it. The delays of a body in
// parts then pass before the answer.
func (r *response) resolve() []byte {
	for _, p := range r.parts {
		r.before += p.delay
	}
	r.parts = nil
	r.noSize = false
	return r.body
}

// replace gives the response another whole body.
func (r *response) replace(body []byte) {
	r.body = body
	if r.header.has("Content-Length") {
		r.header.set("Content-Length", strconv.Itoa(len(body)))
	}
}
