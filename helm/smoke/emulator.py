"""What the emulator of S3 and Glue lacks for kube-smoke, and what kube-smoke asks it, from within its pod.

serve          Glue on port 4567, for ever: the emulator's, with BatchDeletePartition and a crawler that makes its tables
prepare        makes the bucket, the database and the crawler
keys PREFIX    the bucket's objects
uploads        its unfinished uploads
partitions     the values of the table's partitions
last-crawl     how the last crawl ended
"""

import http.server
import json
import sys
import threading
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree

ENDPOINT = "http://localhost:4566"
GLUE_PORT = 4567
BUCKET, PREFIX, DATABASE, CRAWLER = "smoke", "shop/", "shop", "shop-nightly"
# As in kube-smoke's `create table fruit`.
TABLE, COLUMNS = "fruit", [("id", "int"), ("name", "string")]
POLL_SECONDS = 0.3


def request(service, method, path, body=None, headers=None):
    # The emulator takes any signature; it wants to see for which service.
    scope = f"AWS4-HMAC-SHA256 Credential=smoke/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    asked = urllib.request.Request(ENDPOINT + path, data=body, method=method)
    for name, value in {"Authorization": scope, **(headers or {})}.items():
        asked.add_header(name, value)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return answer.read()


def glue(operation, **parameters):
    headers = {"X-Amz-Target": "AWSGlue." + operation, "Content-Type": "application/x-amz-json-1.1"}
    return json.loads(request("glue", "POST", "/", json.dumps(parameters).encode(), headers) or b"{}")


def there_already(operation, **parameters):
    try:
        glue(operation, **parameters)
    except urllib.error.HTTPError as refused:
        if b"AlreadyExists" not in refused.read():
            raise


def listed(query, element):
    root = xml.etree.ElementTree.fromstring(request("s3", "GET", f"/{BUCKET}?{query}"))
    return [found.text for found in root.iter() if found.tag.endswith("}" + element)]


def keys(prefix):
    return listed("list-type=2&prefix=" + prefix, "Key")


def storage(folder):
    return {
        "Location": f"s3://{BUCKET}/{folder}",
        "Columns": [{"Name": name, "Type": kind} for name, kind in COLUMNS],
    }


def register():
    below = PREFIX + TABLE + "/"
    for key in keys(below):
        folder = key[len(below) :].split("/")[0]
        there_already(
            "CreateTable",
            DatabaseName=DATABASE,
            TableInput={"Name": TABLE, "StorageDescriptor": storage(below), "PartitionKeys": [{"Name": "dt", "Type": "string"}]},
        )
        there_already(
            "CreatePartition",
            DatabaseName=DATABASE,
            TableName=TABLE,
            PartitionInput={"Values": [folder.split("=")[1]], "StorageDescriptor": storage(f"{below}{folder}/")},
        )


def crawl():
    """The emulator's crawls take five seconds, and find nothing."""
    while True:
        try:
            if glue("GetCrawler", Name=CRAWLER)["Crawler"]["State"] == "RUNNING":
                register()
        except urllib.error.URLError as unavailable:
            # It starts, or isn't prepared yet.
            print(unavailable, flush=True)
        time.sleep(POLL_SECONDS)


class Glue(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].split(".")[-1]
        try:
            if operation == "BatchDeletePartition":
                status, answer = 200, json.dumps({"Errors": delete_partitions(json.loads(body))}).encode()
            else:
                headers = {name: self.headers[name] for name in ("X-Amz-Target", "Content-Type", "Authorization")}
                status, answer = 200, request("glue", "POST", "/", body, headers)
        except urllib.error.HTTPError as refused:
            status, answer = refused.code, refused.read()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


def delete_partitions(asked):
    errors = []
    for partition in asked["PartitionsToDelete"]:
        try:
            glue("DeletePartition", DatabaseName=asked["DatabaseName"], TableName=asked["TableName"], PartitionValues=partition["Values"])
        except urllib.error.HTTPError as refused:
            detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": refused.read().decode()}
            errors.append({"PartitionValues": partition["Values"], "ErrorDetail": detail})
    return errors


def main(command, *arguments):
    if command == "serve":
        threading.Thread(target=crawl, daemon=True).start()
        http.server.ThreadingHTTPServer(("", GLUE_PORT), Glue).serve_forever()
    elif command == "prepare":
        request("s3", "PUT", "/" + BUCKET)
        glue("CreateDatabase", DatabaseInput={"Name": DATABASE})
        glue(
            "CreateCrawler",
            Name=CRAWLER,
            Role="crawler",
            DatabaseName=DATABASE,
            Targets={"S3Targets": [{"Path": f"s3://{BUCKET}/{PREFIX}"}]},
        )
    elif command == "keys":
        print("\n".join(keys(*arguments)))
    elif command == "uploads":
        print("\n".join(listed("uploads", "UploadId")))
    elif command == "partitions":
        for partition in glue("GetPartitions", DatabaseName=DATABASE, TableName=TABLE)["Partitions"]:
            print("/".join(partition["Values"]))
    elif command == "last-crawl":
        print((glue("GetCrawler", Name=CRAWLER)["Crawler"].get("LastCrawl") or {}).get("Status", "none"))
    else:
        sys.exit(__doc__)


main(*sys.argv[1:])
