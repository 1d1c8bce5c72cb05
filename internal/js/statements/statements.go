// Package statements finds where the statements of a script begin, so that a call can be put before each of them.
package statements

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/grafana/sobek/ast"
	"github.com/grafana/sobek/file"
	"github.com/grafana/sobek/parser"
)

// Instrument returns a script with a call before each statement that is not a declaration of a function, and before each test of a
// loop or an if statement. call makes the text of a call, an expression without line breaks, for a line, counted from 1: what lines there are stays as it is. lines are those that
// have a call, in order. A script that cannot be parsed, or could not be afterwards, is an error.
func Instrument(source string, module bool, call func(line int) string) (out string, lines []int, err error) {
	program, err := parse(source, module)
	if err != nil {
		return "", nil, err
	}
	m := &marker{source: source, at: map[int]string{}}
	m.list(program.Body)
	m.walk(reflect.ValueOf(program.Body))
	offsets := make([]int, 0, len(m.at))
	for offset := range m.at {
		offsets = append(offsets, offset)
	}
	slices.Sort(offsets)
	var b strings.Builder
	from, line := 0, 1
	for _, offset := range offsets {
		b.WriteString(source[from:offset])
		line += countLines(source[from:offset])
		from = offset
		b.WriteString(call(line) + m.at[offset])
		if n := len(lines); n == 0 || lines[n-1] != line {
			lines = append(lines, line)
		}
	}
	b.WriteString(source[from:])
	if _, err := parse(b.String(), module); err != nil {
		return "", nil, fmt.Errorf("with calls in it: %w", err)
	}
	return b.String(), lines, nil
}

func parse(source string, module bool) (p *ast.Program, err error) {
	defer func() {
		if v := recover(); v != nil { // the parser was written for an engine that takes what it takes
			p, err = nil, fmt.Errorf("parser: %v", v)
		}
	}()
	options := []parser.Option{parser.WithDisableSourceMaps}
	if module {
		options = append(options, parser.IsModule)
	}
	return parser.ParseFile(nil, "", source, 0, options...)
}

// countLines counts line terminators.
// https://tc39.es/ecma262/#sec-line-terminators
func countLines(s string) int {
	crlf := strings.Count(s, "\r\n")
	return strings.Count(s, "\n") + strings.Count(s, "\r") - crlf + strings.Count(s, "\u2028") + strings.Count(s, "\u2029")
}

// marker collects where calls go.
type marker struct {
	source string
	at     map[int]string // by the offset, what parts the call from what follows
}

const (
	asStatement = ";"
	asOperand   = ","
)

// list marks the statements of a list.
func (m *marker) list(list []ast.Statement) {
	prologue := true
	for _, s := range list {
		switch s := s.(type) {
		case *ast.FunctionDeclaration, *ast.EmptyStatement, *ast.ImportDeclaration, *ast.ExportDeclaration, *ast.BlockStatement, *ast.BadStatement:
		case *ast.WhileStatement: // its test is marked
		case *ast.IfStatement:
			m.operand(s.Test) // the parser does not tell where the statement begins
		case *ast.ExpressionStatement:
			if _, literal := s.Expression.(*ast.StringLiteral); literal && prologue {
				continue // a directive is one in the first place only
			}
			m.mark(m.beforeParentheses(offset(s.Idx0())), asStatement)
		default:
			m.mark(offset(s.Idx0()), asStatement)
		}
		prologue = false
	}
}

// body marks a statement that is not in a list: there is room for a call in front of an expression.
func (m *marker) body(s ast.Statement) {
	switch s := s.(type) {
	case *ast.ExpressionStatement:
		m.operand(s.Expression)
	case *ast.ReturnStatement:
		m.operand(s.Argument)
	case *ast.ThrowStatement:
		m.operand(s.Argument)
	case *ast.IfStatement:
		m.operand(s.Test)
	}
}

// operand marks an expression that may be one of several with commas between.
func (m *marker) operand(e ast.Expression) {
	if e != nil {
		m.mark(offset(e.Idx0()), asOperand)
	}
}

func (m *marker) mark(at int, separator string) {
	if at >= 0 && at < len(m.source) {
		m.at[at] = separator
	}
}

// beforeParentheses is where an expression statement begins of which the parser tells only where it begins inside of its parentheses.
func (m *marker) beforeParentheses(at int) int {
	for i := at - 1; i >= 0 && i < len(m.source); i-- {
		switch {
		case m.source[i] == '(':
			at = i
		case bytes.IndexByte([]byte(" \t\r\n"), m.source[i]) < 0:
			return at
		}
	}
	return at
}

func offset(i file.Idx) int { return int(i) - 1 }

// walk goes through all that a node has in it.
func (m *marker) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if v.Kind() == reflect.Pointer {
			m.node(v.Interface())
		}
		m.walk(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			m.walk(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "DeclarationList" { // which has nodes that stand elsewhere, too
				m.walk(v.Field(i))
			}
		}
	}
}

func (m *marker) node(n any) {
	switch n := n.(type) {
	case *ast.BlockStatement:
		m.list(n.List)
	case *ast.CaseStatement:
		m.list(n.Consequent)
	case *ast.IfStatement:
		m.body(n.Consequent)
		m.body(n.Alternate)
	case *ast.WhileStatement:
		m.operand(n.Test)
		m.body(n.Body)
	case *ast.ForStatement:
		if n.Test != nil {
			m.operand(n.Test)
		}
		m.body(n.Body)
	case *ast.ForInStatement:
		m.body(n.Body)
	case *ast.ForOfStatement:
		m.body(n.Body)
	case *ast.DoWhileStatement:
		m.operand(n.Test)
		m.body(n.Body)
	case *ast.WithStatement:
		m.body(n.Body)
	}
}
