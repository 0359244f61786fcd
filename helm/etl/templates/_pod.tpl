{{/*
The pod of a run, of the dictionary
  root       the root
  job        what holds for the run, see etl.job
  args       the program's arguments
  schedule   whether a CronJob makes it
*/}}
{{- define "etl.podSpec" -}}
{{- $root := .root }}
{{- $job := .job }}
{{- $secret := include "etl.secretName" $root }}
{{- $values := $root.Values -}}
restartPolicy: Never
terminationGracePeriodSeconds: {{ int $job.terminationGracePeriodSeconds }}
serviceAccountName: {{ include "etl.serviceAccountName" $root }}
automountServiceAccountToken: {{ $values.serviceAccount.automountServiceAccountToken }}
enableServiceLinks: false
{{- with $values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $job.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $job.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $job.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $job.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml $values.podSecurityContext | nindent 2 }}
containers:
  - name: etl
    image: {{ include "etl.image" $root | quote }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    args:
      {{- toYaml (concat $.args ($job.extraArgs | default list)) | nindent 6 }}
    env:
      - name: ETL_CONFIG
        value: /etc/etl/etl.yaml
      - name: ETL_TERMINATION_MESSAGE
        value: /dev/termination-log
      {{- if $.schedule }}
      # It ends in the minute that the job stands for, so that a retry after midnight keeps its date.
      - name: ETL_SCHEDULE_JOB
        valueFrom:
          fieldRef:
            fieldPath: metadata.labels['batch.kubernetes.io/job-name']
      {{- end }}
      - name: ETL_TIME_ZONE
        value: {{ $job.timeZone | quote }}
      {{- if $secret }}
      - name: ETL_SOURCE_PASSWORD_FILE
        value: /etc/etl-source/password
      {{- end }}
      {{- if $values.source.ca.configMap }}
      - name: ETL_SOURCE_SSLROOTCERT
        value: /etc/etl-ca/ca.pem
      {{- end }}
      {{- $options := list }}
      {{- if dig "limits" "memory" "" ($job.resources | default dict) }}
      {{- $options = append $options (printf "-XX:MaxRAMPercentage=%d" (int $job.heapPercent)) }}
      {{- end }}
      {{- with $job.javaOpts }}
      {{- $options = append $options . }}
      {{- end }}
      {{- with $options }}
      # The later of two options wins, and -Xmx over a percentage.
      - name: ETL_JAVA_OPTS
        value: {{ join " " . | quote }}
      {{- end }}
      {{- with $job.env }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- with $job.envFrom }}
    envFrom:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $job.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      {{- toYaml $values.securityContext | nindent 6 }}
    terminationMessagePath: /dev/termination-log
    # The log's end stands for the message of a program that was killed before it wrote one.
    terminationMessagePolicy: FallbackToLogsOnError
    volumeMounts:
      - name: config
        mountPath: /etc/etl
        readOnly: true
      - name: tmp
        mountPath: /tmp
      {{- if $secret }}
      # The folder, not the file: a file that is mounted by itself never sees a new password.
      - name: source
        mountPath: /etc/etl-source
        readOnly: true
      {{- end }}
      {{- if $values.source.ca.configMap }}
      - name: ca
        mountPath: /etc/etl-ca
        readOnly: true
      {{- end }}
      {{- with $values.extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
volumes:
  - name: config
    configMap:
      name: {{ $values.existingConfigMap | default (include "etl.fullname" $root) }}
  - name: tmp
    emptyDir:
      sizeLimit: {{ $values.tmp.sizeLimit }}
  {{- if $secret }}
  - name: source
    secret:
      secretName: {{ $secret }}
      defaultMode: 288 # 0440
      items:
        - key: {{ $values.source.externalSecret.enabled | ternary "password" $values.source.existingSecret.key }}
          path: password
  {{- end }}
  {{- with $values.source.ca.configMap }}
  - name: ca
    configMap:
      name: {{ . }}
      items:
        - key: {{ $values.source.ca.key }}
          path: ca.pem
  {{- end }}
  {{- with $values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
