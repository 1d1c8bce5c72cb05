// Command jobcheck holds a Kubernetes Job against the types of Kubernetes' own API: a field that they
// lack, is there twice or has another type is an error. It is a module of its own, so that the program
// does not depend on Kubernetes.
package main

import (
	"fmt"
	"os"

	batchv1 "k8s.io/api/batch/v1"
	"sigs.k8s.io/yaml"
)

func main() {
	for _, name := range os.Args[1:] {
		if err := check(name); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			os.Exit(1)
		}
	}
}

func check(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var job batchv1.Job
	if err := yaml.UnmarshalStrict(text, &job); err != nil {
		return err
	}
	if job.APIVersion != "batch/v1" || job.Kind != "Job" {
		return fmt.Errorf("it is a %s of %s, want a Job of batch/v1", job.Kind, job.APIVersion)
	}
	return nil
}
