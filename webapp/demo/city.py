"""The tenants of the demo city and their filed scopes, as data (spec 1.1: eight reporting units)."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.cn import uscc

from tenants.kinds import Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """One tenant; `key` begins its users' logins, `people` is how many applications it has."""

    key: str
    kind: Kind
    name: str
    short_name: str
    superior: str | None
    reporting_unit: str
    industry: str | None = None
    people: int = 0
    trades: tuple[str, ...] = ()
    scopes: tuple[tuple[str, int, int, int], ...] = ()  # code, level, days since it began, days it still runs
    public: bool = False


K = Kind
UNITS: tuple[Unit, ...] = (
    Unit("city", K.CITY_BUREAU, "日照市人力资源和社会保障局", "市人社局", None, "371100"),
    Unit("donggang", K.DISTRICT_BUREAU, "东港区人力资源和社会保障局", "东港区", "city", "371102"),
    Unit("lanshan", K.DISTRICT_BUREAU, "岚山区人力资源和社会保障局", "岚山区", "city", "371103"),
    Unit("wulian", K.DISTRICT_BUREAU, "五莲县人力资源和社会保障局", "五莲县", "city", "371121"),
    Unit("juxian", K.DISTRICT_BUREAU, "莒县人力资源和社会保障局", "莒县", "city", "371122"),
    Unit("kaifa", K.DISTRICT_BUREAU, "日照经济技术开发区党群工作部", "经济技术开发区", "city", "371171"),
    Unit("shanhaitian", K.DISTRICT_BUREAU, "山海天旅游度假区党群工作部", "山海天度假区", "city", "RZ-SHT"),
    Unit("gaoxin", K.DISTRICT_BUREAU, "高新技术产业开发区党群工作部", "高新区", "city", "RZ-GX"),
    Unit("college", K.COLLEGE, "日照市技师学院", "技师学院", "city", "371100", scopes=(
        ("6-18-02-04", 3, 900, 900), ("6-18-02-04", 2, 900, 900), ("6-31-01-03", 3, 900, 900),
        ("6-31-01-03", 2, 900, 900), ("6-18-01-01", 3, 900, 41), ("6-18-01-01", 2, 900, 41),
        ("6-31-01-02", 3, 400, 1300), ("6-31-01-02", 2, 400, 1300),
    ), public=True),
    Unit("haiyue", K.ENTERPRISE, "日照海岳钢铁集团有限公司", "海岳钢铁", "lanshan", "371103", "先进钢铁制造",
        62, ("炼钢工", "焊工", "金属轧制工", "机修钳工", "电工"), (
        ("6-17-02-02", 3, 700, 760), ("6-17-02-02", 2, 700, 760), ("6-17-02-02", 1, 700, 760),
        ("6-18-02-04", 3, 700, 760), ("6-18-02-04", 2, 700, 760), ("6-18-02-04", 1, 700, 760),
        ("6-17-09-02", 2, 1100, 26), ("6-17-09-02", 1, 1100, 26),
    )),
    Unit("wangchao", K.ENTERPRISE, "日照望潮港务集团有限公司", "望潮港务", "city", "371100", "现代物流",
        48, ("起重装卸机械操作工", "电工", "焊工", "机修钳工"), (
        ("6-30-05-01", 3, 500, 960), ("6-30-05-01", 2, 500, 960), ("6-30-05-01", 1, 500, 960),
        ("6-31-01-03", 2, 1460, -12),
    )),
    Unit("lingfeng", K.ENTERPRISE, "日照凌峰汽车部件有限公司", "凌峰汽车", "kaifa", "371171",
        "汽车整车及零部件", 40, ("汽车装调工", "冲压工", "焊工", "车工"), (
        ("6-22-02-01", 3, 300, 1160), ("6-22-02-01", 2, 300, 1160), ("6-22-02-01", 1, 300, 1160),
    )),
    Unit("yaoguang", K.ENTERPRISE, "日照曜光能源有限公司", "曜光能源", "donggang", "371102", "综合能源",
        33, ("变配电运行值班员", "锅炉运行值班员", "电气值班员"), (
        ("6-28-01-14", 3, 200, 1200), ("6-28-01-14", 2, 200, 1200), ("6-28-01-14", 1, 200, 1200),
        ("6-28-01-01", 2, 1000, 55),
    )),
    Unit("yunfan", K.ENTERPRISE, "日照云帆供应链有限公司", "云帆供应链", "donggang", "371102", "现代物流",
        22, ("物流服务师", "仓储管理员", "供应链管理师")),
    Unit("songyuan", K.ENTERPRISE, "五莲松塬机械有限公司", "松塬机械", "wulian", "371121", None,
        24, ("车工", "铣工", "装配钳工", "铸造工")),
    Unit("hengmu", K.ENTERPRISE, "莒县恒沐药业有限公司", "恒沐药业", "juxian", "371122", "生命健康",
        20, ("药物制剂工", "中药炮制工", "化学检验员")),
    Unit("bihai", K.ENTERPRISE, "日照碧海蓝湾度假酒店有限公司", "碧海蓝湾", "shanhaitian", "RZ-SHT",
        "全域旅游", 15, ("中式烹调师", "客房服务员", "前厅服务员")),
    Unit("xinghe", K.ENTERPRISE, "日照星河信息技术有限公司", "星河信息", "gaoxin", "RZ-GX", "新一代信息技术",
        16, ("人工智能训练师", "网络与信息安全管理员", "物联网安装调试员")),
    Unit("lanhai", K.ENTERPRISE, "岚山澜海水产科技有限公司", "澜海水产", "lanshan", "371103", "现代海洋",
        14, ("水生动物苗种繁育工", "水生动物饲养工")),
    Unit("school", K.SCHOOL, "莒县求实职业学校", "求实职校", "juxian", "371122", None, 10, ("电工", "车工"),
        public=True),
    Unit("archive", K.PUBLIC_BODY, "东港区档案服务中心", "东港档案中心", "donggang", "371102", public=True),
)  # fmt: skip
BY_KEY = {unit.key: unit for unit in UNITS}


def credit_code(number: int, public: bool) -> str:
    """A made-up unified social credit code with a right check character (GB 32100)."""
    body = f"{'12' if public else '91'}371100MADEM{number:03d}A"
    return body[:17] + uscc.calc_check_digit(body[:17])
