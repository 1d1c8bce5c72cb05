// Package wire carries the Chrome DevTools Protocol: its HTTP endpoints, its WebSocket connections and the
// envelope of its messages. It knows no browser; what the messages mean is the Browser's business.
//
// See https://chromedevtools.github.io/devtools-protocol/ for the protocol.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// A Request is one command of a client.
type Request struct {
	ID      int64
	Session string // "" is the session of the connection itself
	Method  string
	Params  json.RawMessage // an object; nil when the client sent none
}

// Codes of errors, as Chrome uses them.
const (
	CodeParse          = -32700
	CodeInvalidRequest = -32600
	CodeNotFound       = -32601
	CodeInvalidParams  = -32602
	CodeInternal       = -32603
	CodeServer         = -32000 // the command was understood and failed
	CodeSession        = -32001 // no such session
)

// An Error is the error answer to a command.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    string `json:"data,omitempty"`
}

func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// Errorf makes an error of the code CodeServer.
func Errorf(format string, args ...any) *Error {
	return &Error{Code: CodeServer, Message: fmt.Sprintf(format, args...)}
}

// NotFound is the error for a method that does not exist.
func NotFound(method string) *Error {
	return &Error{Code: CodeNotFound, Message: fmt.Sprintf("'%s' wasn't found", method)}
}

// NoSession is the error for a session that does not exist.
func NoSession() *Error {
	return &Error{Code: CodeSession, Message: "Session with given id not found."}
}

// ParseRequest reads a client's message. When it is no command the error says why, and the request holds
// the id if there was one, so that the client can tell what failed.
func ParseRequest(data []byte) (Request, *Error) {
	var envelope struct {
		ID      json.RawMessage `json:"id"`
		Session json.RawMessage `json:"sessionId"`
		Method  json.RawMessage `json:"method"`
		Params  json.RawMessage `json:"params"`
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return Request{}, &Error{Code: CodeInvalidRequest, Message: "Message must be an object"}
		}
		return Request{}, &Error{Code: CodeParse, Message: "Message must be a valid JSON"}
	}
	var r Request
	if json.Unmarshal(envelope.ID, &r.ID) != nil || string(envelope.ID) == "null" {
		return Request{}, &Error{Code: CodeInvalidRequest, Message: "Message must have integer 'id' property"}
	}
	if envelope.Session != nil && json.Unmarshal(envelope.Session, &r.Session) != nil {
		return r, &Error{Code: CodeInvalidRequest, Message: "Message may have string 'sessionId' property"}
	}
	if json.Unmarshal(envelope.Method, &r.Method) != nil || r.Method == "" {
		return r, &Error{Code: CodeInvalidRequest, Message: "Message must have string 'method' property"}
	}
	p := bytes.TrimSpace(envelope.Params)
	switch {
	case len(p) == 0 || string(p) == "null":
	case p[0] == '{':
		r.Params = json.RawMessage(p)
	default:
		return r, &Error{Code: CodeInvalidRequest, Message: "Message may have object 'params' property"}
	}
	return r, nil
}

// Decode reads the parameters into p, a pointer to a struct.
func (r Request) Decode(p any) *Error {
	if r.Params == nil {
		return nil
	}
	if err := json.Unmarshal(r.Params, p); err != nil {
		e := &Error{Code: CodeInvalidParams, Message: "Invalid parameters"}
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			e.Data = fmt.Sprintf("Failed to deserialize params.%s - %s value expected", kind.Field, kind.Type)
		}
		return e
	}
	return nil
}

// Missing is the error for a required parameter that the client left out.
func Missing(name string) *Error {
	return &Error{Code: CodeInvalidParams, Message: "Invalid parameters", Data: "Failed to deserialize params." + name + " - mandatory field missing"}
}

type answer struct {
	ID      *int64 `json:"id,omitempty"`
	Error   *Error `json:"error,omitempty"`
	Result  any    `json:"result,omitempty"`
	Session string `json:"sessionId,omitempty"`
}

type event struct {
	Method  string `json:"method"`
	Params  any    `json:"params"`
	Session string `json:"sessionId,omitempty"`
}

// Empty is the result or the parameters without content.
type Empty struct{}

// encode is json.Marshal without HTML escapes.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
