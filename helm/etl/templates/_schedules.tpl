{{/*
A schedule of the list (root, name) with what holds for every schedule, as JSON. Its own keys win whole: a merge would keep
the common one's value wherever the schedule's is false, 0 or empty.
*/}}
{{- define "etl.job" -}}
{{- $root := index . 0 }}
{{- $name := index . 1 }}
{{- $job := deepCopy $root.Values.job }}
{{- range $key, $value := index $root.Values.schedules $name }}
{{- $_ := set $job $key $value }}
{{- end }}
{{- $period := include "etl.periodSeconds" $job.schedule | int }}
{{- if not $job.activeDeadlineSeconds }}
{{- $_ := set $job "activeDeadlineSeconds" (div (mul $period 9) 10) }}
{{- else if ge (int $job.activeDeadlineSeconds) $period }}
{{- fail (printf "schedules.%s: activeDeadlineSeconds is %d and the schedule '%s' comes again after %d seconds. Give it less, or leave it out: it is nine tenths of that then." $name (int $job.activeDeadlineSeconds) $job.schedule $period) }}
{{- end }}
{{- if not $job.missedAfterSeconds }}
{{- $_ := set $job "missedAfterSeconds" (min 21600 $job.activeDeadlineSeconds) }}
{{- end }}
{{- toJson $job }}
{{- end }}

{{/* The shortest time between two runs of a schedule, in seconds; a day for those that have one time of the day. */}}
{{- define "etl.periodSeconds" -}}
{{- if eq . "@hourly" -}}
3600
{{- else if hasPrefix "@" . -}}
86400
{{- else }}
{{- $fields := regexSplit "\\s+" (trim .) -1 }}
{{- $minutes := include "etl.times" (list (index $fields 0) 59) | fromJsonArray }}
{{- $hours := include "etl.times" (list (index $fields 1) 23) | fromJsonArray }}
{{- $first := add (mul 60 (int (first $hours))) (int (first $minutes)) }}
{{- $shortest := 1440 }}
{{- $before := add $first -1440 }}
{{- range $hour := $hours }}
{{- range $minute := $minutes }}
{{- $at := add (mul 60 (int $hour)) (int $minute) }}
{{- if ne $at $first }}
{{- $shortest = min $shortest (sub $at $before) }}
{{- end }}
{{- $before = $at }}
{{- end }}
{{- end }}
{{- mul 60 (min $shortest (sub (add $first 1440) $before)) }}
{{- end }}
{{- end }}

{{/* The times that a cron field of the list (field, greatest) names, as a JSON list in their order. */}}
{{- define "etl.times" -}}
{{- $greatest := index . 1 }}
{{- $named := dict }}
{{- range splitList "," (index . 0) }}
{{- $parts := splitList "/" . }}
{{- $from := 0 }}
{{- $to := $greatest }}
{{- if not (has (first $parts) (list "*" "?")) }}
{{- $ends := splitList "-" (first $parts) }}
{{- $from = atoi (first $ends) }}
{{- if gt (len $ends) 1 }}
{{- $to = atoi (last $ends) }}
{{- else if eq (len $parts) 1 }}
{{- $to = $from }}
{{- end }}
{{- end }}
{{- $step := 1 }}
{{- if gt (len $parts) 1 }}
{{- $step = atoi (last $parts) }}
{{- end }}
{{- range untilStep $from (add $to 1 | int) $step }}
{{- $_ := set $named (toString .) true }}
{{- end }}
{{- end }}
{{- $times := list }}
{{- range until (add $greatest 1 | int) }}
{{- if hasKey $named (toString .) }}
{{- $times = append $times . }}
{{- end }}
{{- end }}
{{- toJson $times }}
{{- end }}

{{/* Exit codes as a JSON list in their order, which Kubernetes asks for; nothing when there are none. */}}
{{- define "etl.inOrder" -}}
{{- $codes := list }}
{{- range $code := untilStep 1 256 1 }}
{{- if has (float64 $code) $ }}
{{- $codes = append $codes $code }}
{{- end }}
{{- end }}
{{- with $codes }}
{{- toJson . }}
{{- end }}
{{- end }}
