"""照片 (三(三)3): one by one on the application, and by the zip, matched by 姓名+单位."""
