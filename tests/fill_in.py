"""Fills in a workbook as a person would, with LibreOffice: run by the Python that has its bridge (python3-uno).

usage: fill_in.py WORKBOOK RESULT < decisions as JSON: [[sheet number, row, {header: text}], …], rows counted from 0
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.2)
    sys.exit("LibreOffice does not answer")


def main(source, result):
    decisions = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as profile:
        pipe = Path(profile).name
        office = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{profile}",
             f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            context = connected(pipe)
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            hidden = PropertyValue("Hidden", 0, True, 0)
            book = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (hidden,))
            for number, row, cells in decisions:
                sheet = book.Sheets.getByIndex(number)
                header = [sheet.getCellByPosition(column, 0).String for column in range(40)]
                for label, text in cells.items():
                    sheet.getCellByPosition(header.index(label), row).String = text
            kind = PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0)
            book.storeToURL(Path(result).as_uri(), (kind,))
            book.close(True)
            desktop.terminate()
        finally:
            try:
                office.wait(20)
            except subprocess.TimeoutExpired:
                office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
