package stepper

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/exeunt/exeunt/engine/recording"
)

// Evaluate evaluates JavaScript at the session's place. in names the realm: a document or worker ("document/3", "worker/1"), a navigable, whose
// active document it then is, or "" for what the event belongs to.
func (s *Session) Evaluate(ctx context.Context, in, source string) (string, error) {
	if s.Live == nil {
		return "", errors.New("there is no run behind a trace file: JavaScript is evaluated by \"exeunt step TEST\"; \"print EXPR\" evaluates an expression about the recorded state")
	}
	state := s.State()
	var n recording.Navigable
	if state.Get("navigable/"+in, &n) {
		in = n.Document
	}
	known := append(state.Keys("document/"), state.Keys("worker/")...)
	if in != "" && (state[in] == nil || !strings.HasPrefix(in, "document/") && !strings.HasPrefix(in, "worker/")) {
		return "", fmt.Errorf("there is no document, worker or navigable %q here; %s", in, Nearest(in, known))
	}
	return s.Live.Eval(ctx, s.At(), in, source)
}
