package ini

import (
	"fmt"
	"strings"
)

// truth has a third value, for what depends on something that is not given.
type truth int

const (
	no truth = iota
	unknown
	yes
)

// An operand is a literal, or a variable; known says whether its value is given.
type operand struct {
	text  string
	known bool
}

// An evaluator reads a condition and finds its truth at once.
type evaluator struct {
	words     []string
	variables map[string]string
	missing   []string // variables that are not given
	depth     int
}

// evaluate finds the truth of a condition. When it is unknown, missing names
// the variables that it would take.
func evaluate(condition string, variables map[string]string) (t truth, missing []string, err error) {
	words, err := split(condition)
	if err != nil {
		return no, nil, err
	}
	e := &evaluator{words: words, variables: variables}
	t, err = e.or()
	if err == nil && len(e.words) > 0 {
		err = fmt.Errorf("the condition goes on with %q", e.words[0])
	}
	return t, e.missing, err
}

// split cuts a condition into words; a literal keeps its first quotation mark.
func split(text string) ([]string, error) {
	var out []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		n := strings.IndexAny(text, " \t()=!\"'")
		switch {
		case n > 0:
		case n < 0:
			n = len(text)
		case text[0] == '(' || text[0] == ')':
			n = 1
		case strings.HasPrefix(text, "==") || strings.HasPrefix(text, "!="):
			n = 2
		case text[0] == '"' || text[0] == '\'':
			end := strings.IndexByte(text[1:], text[0])
			if end < 0 {
				return nil, fmt.Errorf("a quotation mark too few in a condition")
			}
			out = append(out, `"`+text[1:1+end])
			text = text[end+2:]
			continue
		default:
			return nil, fmt.Errorf("%q in a condition", text[:1])
		}
		out = append(out, text[:n])
		text = text[n:]
	}
	return out, nil
}

func (e *evaluator) next(word string) bool {
	if len(e.words) == 0 || e.words[0] != word {
		return false
	}
	e.words = e.words[1:]
	return true
}

func (e *evaluator) or() (truth, error) {
	t, err := e.and()
	for err == nil && e.next("or") {
		var u truth
		u, err = e.and()
		t = max(t, u)
	}
	return t, err
}

func (e *evaluator) and() (truth, error) {
	t, err := e.not()
	for err == nil && e.next("and") {
		var u truth
		u, err = e.not()
		t = min(t, u)
	}
	return t, err
}

func (e *evaluator) not() (truth, error) {
	if e.depth++; e.depth > 100 {
		return no, fmt.Errorf("a condition that is too deep")
	}
	defer func() { e.depth-- }()
	switch {
	case e.next("not"):
		t, err := e.not()
		return yes - t, err
	case e.next("("):
		t, err := e.or()
		if err == nil && !e.next(")") {
			err = fmt.Errorf("a bracket too few in a condition")
		}
		return t, err
	}
	a, err := e.operand()
	if err != nil {
		return no, err
	}
	equal := e.next("==")
	if !equal && !e.next("!=") {
		switch {
		case !a.known:
			return unknown, nil
		case strings.EqualFold(a.text, "true"):
			return yes, nil
		}
		return no, nil
	}
	b, err := e.operand()
	switch {
	case err != nil:
		return no, err
	case !a.known || !b.known:
		return unknown, nil
	case (a.text == b.text) == equal:
		return yes, nil
	}
	return no, nil
}

func (e *evaluator) operand() (operand, error) {
	if len(e.words) == 0 {
		return operand{}, fmt.Errorf("a condition that ends too early")
	}
	word := e.words[0]
	e.words = e.words[1:]
	switch {
	case strings.Contains("()==!=", word) || word == "and" || word == "or" || word == "not":
		return operand{}, fmt.Errorf("%q where a value should stand in a condition", word)
	case word[0] == '"' || word[0] == '@':
		return operand{word[1:], true}, nil
	case word[0] >= '0' && word[0] <= '9':
		return operand{word, true}, nil
	}
	text, ok := e.variables[word]
	if !ok {
		e.missing = append(e.missing, word)
	}
	return operand{text, ok}, nil
}
