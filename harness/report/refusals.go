package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
)

// maxRefusals is how many sentences stand next to one message.
const maxRefusals = 3

// refusalsOf gives the sentences that explain a subtest's message about a QuotaExceededError: those of the calls whose
// numbers the message has, or of all where it has none.
func refusalsOf(o *compare.Observation, s *compare.Subtest) []string {
	if o == nil || s == nil || !compare.MentionsQuota(s.Message) {
		return nil
	}
	var exact, all []string
	add := func(to *[]string, text string) {
		if !slices.Contains(*to, text) && len(*to) < maxRefusals {
			*to = append(*to, text)
		}
	}
	for _, r := range o.Refusals {
		text := fmt.Sprintf("fetchLater(%s) in %s", r.URL, r.Document)
		if r.File != "" {
			text += fmt.Sprintf(" at %s:%d", r.File, r.Line)
		}
		text += ": " + r.Text
		add(&all, text)
		if strings.Contains(s.Message, fmt.Sprintf("it needs %d bytes, %d are left", r.Requested, r.Quota)) {
			add(&exact, text)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return all
}
