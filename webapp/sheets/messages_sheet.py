"""The sentences about a whole row, list or file, as the clerk reads them; `messages.py` merges them in."""

from __future__ import annotations

from webapp.policy.spans import N_

SHEET_MESSAGES: dict[str, str] = {
    # a row among the others
    "duplicate_row": N_("与第 %(rows)s 行完全相同，只保留第 %(rows)s 行，本行不导入。"),
    "duplicate_id": N_("同一身份证号在第 %(rows)s 行出现，且内容不同。请核对后只保留一行。"),
    "certificate_shared": N_("同一证书编号在第 %(rows)s 行出现，却是不同的人。请核对证书原件。"),
    "merged_cells": N_("“%(label)s”是合并单元格，已按上方的值填入本行，请核对。"),
    "unit_ditto": N_("单位名称空白或写“同上”，已按上一行填为“%(unit)s”。"),
    "unit_missing": N_("单位名称空白，上方也没有可沿用的单位，请补填。"),
    "unit_unknown": N_("没有名为“%(unit)s”的单位。是不是：%(suggestions)s？请选择单位全称。"),
    "unit_mismatch": N_("本行单位“%(unit)s”与填报单位“%(listed)s”不一致。一张表只报一个单位，请确认。"),
    "mixed_levels_row": N_(
        "本行申报级别“%(level)s”与本表级别“%(listed)s”不同。每个单位、工种、级别各报一张表，"
        "请确认是否拆分（三(三)2）。"
    ),
    "mixed_occupations_row": N_(
        "本行申报工种“%(occupation)s”与本表工种“%(listed)s”不同。每个单位、工种、级别各报一张表，"
        "请确认是否拆分（三(三)2）。"
    ),
    # eligibility of a row (三(一))
    "not_eligible": N_("不符合%(level)s报名条件（%(clause)s）：%(reasons)s"),
    "experience_unattested": N_(
        "仅按从业年限符合%(level)s报名条件（%(clause)s），需单位在审核时认定其“具有较高的专业知识和"
        "操作技能”（主要技术特长）。"
    ),
    "current_level_unknown": N_(
        "看不出现职业资格（技能）等级，而它决定是否符合%(level)s报名条件（%(clause)s）。请选择现等级。"
    ),
    "fact_missing": N_("缺少“%(label)s”，无法判定是否符合%(level)s报名条件（%(clause)s）。请补填。"),
    # who may apply, for what (一(二)(三)(四), 三(一))
    "unit_excluded": N_("机关事业单位职工不纳入培训项目范围（%(clause)s），本单位人员不能报名。"),
    "category_excluded": N_("“%(category)s”不纳入培训项目范围（%(clause)s）。"),
    "post_excluded": N_(
        "公办院校属事业单位，只有专业教师（实习指导教师）可以报名，“%(category)s”不纳入培训项目范围（%(clause)s）。"
    ),
    "category_not_covered": N_(
        "培训面向企业在职职工和技工院校、职业院校的专业教师（实习指导教师），“%(category)s”不在其内（%(clause)s）。"
    ),
    "teacher_elsewhere": N_(
        "“%(category)s”须在技工院校或职业院校任教，本单位不是院校；企业职工请选“企业在职职工”（%(clause)s）。"
    ),
    "level_not_in_standard": N_(
        "“%(occupation)s”的国家职业技能标准没有%(level)s这一等级，也不是本地急需紧缺职业，不能报名（%(clause)s）。"
    ),
    "not_trainable": N_("不能培训（%(clause)s）：%(reason)s"),
    "industry_untagged": N_("“%(occupation)s”没有归入十个产业，请复审人员核对（%(clause)s）。"),
    "stints_overlap": N_("从业经历有重叠，重叠的时间只计一次，合计 %(months_words)s，请核对（%(clause)s）。"),
    "stint_unreadable": N_("第 %(n)s 段从业经历的“%(value)s”读不出年月，请按 2008-07 的样式填写。"),
    "stint_without_start": N_("第 %(n)s 段从业经历没有开始时间，请补填。"),
    "stint_reversed": N_("第 %(n)s 段从业经历的结束早于开始，请核对。"),
    "stint_future": N_("第 %(n)s 段从业经历在将来，请核对。"),
    # the list as a whole
    "extra_columns": N_("表中有附件2以外的列，未读取：%(columns)s。"),
    "absent_columns": N_("表中没有以下各列，导入后需补填：%(columns)s。"),
    "serial_gaps": N_("序号不连续或重复（第 %(rows)s 行），请确认没有漏人。"),
    "hidden_rows": N_(
        "有 %(count)s 行被隐藏或被筛选掉（第 %(rows)s 行）。这些行已一并读取，请确认是否要报。"
    ),
    "hidden_columns": N_("有列被隐藏（%(columns)s 列），其内容已一并读取，请确认。"),
    "active_filter": N_("表格开着筛选，可能有看不见的行。所有行已一并读取，请确认。"),
    "several_sheets": N_("有多张工作表都是名单：读取的是“%(sheet)s”，未读取“%(others)s”。请确认或分开上传。"),
    "mixed_levels": N_(
        "同一张表里有不同的申报级别（%(levels)s）。每个单位、工种、级别各报一张表，请拆分（三(三)2）。"
    ),
    "mixed_occupations": N_(
        "同一张表里有不同的申报工种（%(levels)s）。每个单位、工种、级别各报一张表，请拆分（三(三)2）。"
    ),
    "level_unknown": N_("表头没有写明培训级别（高级工、技师、高级技师），无法判定报名条件。请选择级别。"),
    "level_not_trained": N_(
        "“%(level)s”不在本次培训级别之内，无法判定报名条件。请选择高级工、技师或高级技师（一(二)）。"
    ),
    "occupation_unknown": N_("表头没有写明培训工种，请选择工种。"),
    "no_rows": N_("表头下面没有人员。"),
    "scope_not_filed": N_(
        "“%(occupation)s”%(level)s不在本单位已备案的自主评价范围之内，不能报名（%(clause)s）。请改报已备案的工种，"
        "或先办理备案。"
    ),
    # the whole file
    "missing_column": N_("表头缺少必需的列：%(columns)s。请使用附件2的表头，补上该列后再上传。"),
    "child_too_large": N_(
        "文件太大或太复杂，在限定的内存和时间内读不完。请删去多余的行、列、图片和工作表，或把名单分成几个"
        "文件上传。"
    ),
    "child_corrupt": N_(
        "读取文件时出错，文件可能已损坏。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再上传。"
    ),
    "header_not_found": N_(
        "前二十行里没有找到名单的表头（至少要有：%(columns)s）。请使用附件2的表格填写后再上传。"
    ),
}
